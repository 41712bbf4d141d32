import type { PointMap, View } from './points.ts'

/** Discs of so many pixels' radius as rows of half-widths, from -radius to radius. */
function diskRows(radius: number): number[] {
  const rows: number[] = []
  for (let dy = -Math.floor(radius); dy <= Math.floor(radius); dy++)
    rows.push(Math.floor(Math.sqrt((radius + 0.5) ** 2 - dy * dy)))
  return rows
}

/**
 * Paints the points straight into the pixels (RGBA as little-endian uint32 [height, width]), in two passes: a hundred
 * thousand discs take some milliseconds. `group` names each point's colour; points of group 255 go below all others.
 * `marked`, where given, makes all others faint.
 */
export function paintPoints(
  pixels: Uint32Array,
  { width, height }: { width: number; height: number },
  map: PointMap,
  look: {
    view: View
    ratio: number
    radius: number
    group: Uint8Array
    colours: readonly number[]
    below: number
    marked: Uint8Array | null
  },
): void {
  pixels.fill(0)
  const { view, ratio, group, colours, below, marked } = look
  const rows = diskRows(look.radius * ratio)
  const reach = (rows.length - 1) / 2
  for (const isAbove of [false, true]) {
    for (let point = 0; point < map.ids.length; point++) {
      const isFaint = group[point] === 255 || (marked !== null && marked[point] === 0)
      if (isFaint === isAbove) continue
      const x = Math.round((map.x[point]! * view.scale + view.left) * ratio)
      const y = Math.round((map.y[point]! * view.scale + view.top) * ratio)
      if (x < -reach || y < -reach || x >= width + reach || y >= height + reach) continue
      const colour = isFaint ? below : (colours[group[point]!] ?? below)
      // Plain loops: for runs this short, fill() and iterators cost more than the pixels.
      for (let at = 0; at < rows.length; at++) {
        const line = y + at - reach
        if (line < 0 || line >= height) continue
        const half = rows[at]!
        const end = line * width + Math.min(width, x + half + 1)
        for (let pixel = line * width + Math.max(0, x - half); pixel < end; pixel++) pixels[pixel] = colour
      }
    }
  }
}

/** `#rrggbb` or `rgb(r, g, b)`, with this opacity, as a pixel. */
export function pixelOf(colour: string, opacity = 255): number {
  const [red, green, blue] = colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/[\d.]+/g) ?? []).map(Number)
  return ((opacity << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0
}
