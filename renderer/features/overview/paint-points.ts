import { outside, type PointMap, type View } from './points.ts'

/** Discs of so many pixels' radius as rows of half-widths, from -radius to radius. */
function diskRows(radius: number): number[] {
  const rows: number[] = []
  for (let dy = -Math.floor(radius); dy <= Math.floor(radius); dy++)
    rows.push(Math.floor(Math.sqrt((radius + 0.5) ** 2 - dy * dy)))
  return rows
}

/** How points look. Colours are pixels, those of the groups one by one. */
export interface PointLook {
  view: View
  ratio: number
  radius: number
  /** Each point's colour; points of the group `outside` go below all others. */
  group: Uint8Array
  colours: readonly number[]
  /** The same colours for points that are not marked; null where these stay as they are. */
  faint: readonly number[] | null
  /** The edges of the points of each group; null where they are too small to have any. */
  edges: readonly number[] | null
  /** Points that no filter lets through. */
  below: number
  /** Points that are drawn above all others with an edge of this colour. */
  marked: Uint8Array | null
  markedEdge: number
}

/**
 * Paints the points straight into the pixels (RGBA as little-endian uint32 [height, width]), in three passes: what is
 * outside of the filter, the others, the marked ones. A hundred thousand discs take some milliseconds.
 */
export function paintPoints(
  pixels: Uint32Array,
  { width, height }: { width: number; height: number },
  map: PointMap,
  look: PointLook,
): void {
  pixels.fill(0)
  const { view, ratio, group, colours, faint, edges, below, marked, markedEdge } = look
  const disk = (radius: number): number[] => diskRows(radius * ratio)
  const whole = disk(look.radius)
  const inner = edges === null ? null : disk(look.radius - 1)
  const wide = disk(look.radius + 2)

  const paint = (rows: readonly number[], point: number, colour: number): void => {
    const reach = (rows.length - 1) / 2
    const x = Math.round((map.x[point]! * view.scale + view.left) * ratio)
    const y = Math.round((map.y[point]! * view.scale + view.top) * ratio)
    if (x < -reach || y < -reach || x >= width + reach || y >= height + reach) return
    // Plain loops: for runs this short, fill() and iterators cost more than the pixels.
    for (let at = 0; at < rows.length; at++) {
      const line = y + at - reach
      if (line < 0 || line >= height) continue
      const half = rows[at]!
      const end = line * width + Math.min(width, x + half + 1)
      for (let pixel = line * width + Math.max(0, x - half); pixel < end; pixel++) pixels[pixel] = colour
    }
  }

  for (const pass of ['below', 'others', 'above'] as const) {
    for (let point = 0; point < map.ids.length; point++) {
      const isMarked = marked !== null && marked[point] === 1
      if ((group[point] === outside ? 'below' : isMarked ? 'above' : 'others') !== pass) continue
      const place = group[point]!
      if (pass === 'below') paint(whole, point, below)
      else if (pass === 'above') {
        paint(wide, point, markedEdge)
        paint(whole, point, colours[place] ?? below)
      } else if (marked !== null && faint !== null) paint(whole, point, faint[place] ?? below)
      else if (inner === null) paint(whole, point, colours[place] ?? below)
      else {
        paint(whole, point, edges![place] ?? below)
        paint(inner, point, colours[place] ?? below)
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

/** A pixel with so much of another one in it, 0 to 1; opaque. */
export function mixPixels(one: number, other: number, part: number): number {
  const channel = (shift: number): number => {
    const [from, to] = [(one >>> shift) & 255, (other >>> shift) & 255]
    return Math.round(from + (to - from) * part) << shift
  }
  return (0xff000000 | channel(16) | channel(8) | channel(0)) >>> 0
}
