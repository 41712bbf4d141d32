import { type ColourMapName, colourTable } from '../../attention/colour-maps.ts'
import { enlarge } from '../../attention/heat.ts'

/** One square of mean maps, and how it is coloured. */
export interface MeanLook {
  colours: ColourMapName
  /** The value of the last colour. */ max: number
  /** Pixels a patch. */ scale: number
}

/** RGBA of a map that is on no photo: whole colours, side·scale pixels a side. */
export function paintMean(
  values: readonly number[],
  side: number,
  { colours, max, scale }: MeanLook,
): Uint8ClampedArray<ArrayBuffer> {
  const grid = scale === 1 ? values : enlarge(values, side, scale)
  const table = colourTable(colours)
  const data = new Uint8ClampedArray(grid.length * 4)
  for (let index = 0; index < grid.length; index++) {
    const value = max > 0 ? Math.max(-1, Math.min(1, grid[index]! / max)) : 0
    const colour = 3 * Math.round(255 * (colours === 'difference' ? (value + 1) / 2 : Math.max(0, value)))
    data.set([table[colour]!, table[colour + 1]!, table[colour + 2]!, 255], 4 * index)
  }
  return data
}

/** The colours of a map from left to right as they are on nothing, as a CSS gradient. */
export function wholeGradient(colours: ColourMapName): string {
  const table = colourTable(colours)
  const stops = Array.from({ length: 17 }, (_, index) => 3 * Math.round((255 * index) / 16))
  return `linear-gradient(to right, ${stops.map((at) => `rgb(${table[at]} ${table[at + 1]} ${table[at + 2]})`).join(', ')})`
}

/** A patch by its row and column, counted from 1. */
export interface Peak {
  row: number
  column: number
  value: number
}

/** The patch with the largest value; with the lowest where `sign` is −1. */
export function findPeak(values: readonly number[], side: number, sign: 1 | -1 = 1): Peak {
  let best = 0
  for (let index = 1; index < values.length; index++) if (sign * values[index]! > sign * values[best]!) best = index
  return { row: Math.floor(best / side) + 1, column: (best % side) + 1, value: values[best]! }
}

/** The patch under a point of a square map, both from 0 to 1; outside, the nearest. */
export function patchAt(x: number, y: number, side: number): number {
  const place = (part: number): number => Math.max(0, Math.min(side - 1, Math.floor(part * side)))
  return place(y) * side + place(x)
}

/** Digits behind the point that leave two figures of a share in percent: of 4.6 %, 0.11 %, 0.034 %. */
export function digitsOf(share: number): number {
  const percent = Math.abs(100 * share)
  return percent === 0 ? 0 : Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(percent))))
}
