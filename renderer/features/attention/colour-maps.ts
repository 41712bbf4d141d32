import { interpolateBrBG, interpolateMagma, interpolateViridis } from 'd3-scale-chromatic'

/** The colour maps of attention that a person chooses among. */
export const overlayMaps = ['viridis', 'magma'] as const
export type OverlayMap = (typeof overlayMaps)[number]
/** `difference` diverges: its low end is the distillation token's colour, its high end the class token's. */
export const colourMapNames = [...overlayMaps, 'difference'] as const
export type ColourMapName = (typeof colourMapNames)[number]

/** 256 colours, three bytes each. */
export type ColourTable = Uint8Array

// The ends of BrBG are nearly black and would look like shadows of the photo.
const brightest = { from: 0.14, to: 0.86 }
const difference = (t: number): string => interpolateBrBG(brightest.to + (brightest.from - brightest.to) * t)

const interpolators: Record<ColourMapName, (t: number) => string> = {
  viridis: interpolateViridis,
  magma: interpolateMagma,
  difference,
}

const tables = new Map<ColourMapName, ColourTable>()

/** The colours of a map from its lowest to its highest value; made once. */
export function colourTable(name: ColourMapName): ColourTable {
  let table = tables.get(name)
  if (table === undefined) {
    table = new Uint8Array(256 * 3)
    for (let index = 0; index < 256; index++) table.set(readColour(interpolators[name](index / 255)), index * 3)
    tables.set(name, table)
  }
  return table
}

/** d3 gives `#rrggbb` for ramps and `rgb(r, g, b)` for splines. */
export function readColour(text: string): [number, number, number] {
  const parts = text.startsWith('#')
    ? [text.slice(1, 3), text.slice(3, 5), text.slice(5, 7)].map((hex) => parseInt(hex, 16))
    : (text.match(/\d+(\.\d+)?/g) ?? []).slice(0, 3).map(Number)
  if (parts.length !== 3 || parts.some(Number.isNaN))
    throw new Error(`“${text}” is no colour: expected #rrggbb or rgb(r, g, b).`)
  return parts as [number, number, number]
}
