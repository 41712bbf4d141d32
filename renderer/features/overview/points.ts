import { polygonContains } from 'd3-polygon'
import KDBush from 'kdbush'

/** The photos on a plane, by the similarity of their embeddings. */
export interface PointMap {
  ids: Int32Array
  /** Between 0 and 1, the map's longer side filling them. */
  x: Float32Array
  y: Float32Array
  index: KDBush
}

/** The group of a photo that the filter leaves out. */
export const outside = 255

/** Pixels from a point's middle to its edge: few are large, many leave each other room. */
export const radiusOf = (points: number): number => (points < 5000 ? 5 : points <= 50_000 ? 2.5 : 1.6)

/** What the screen shows: pixel = place · scale + shift. */
export interface View {
  scale: number
  left: number
  top: number
}

export type Corner = [x: number, y: number]

/**
 * Reads `files/embedding-map`: uint32 count, int32 ids, float32 x, float32 y.
 * @throws RangeError where it is cut off
 */
export function readMap(buffer: ArrayBuffer): PointMap {
  const count = new Uint32Array(buffer, 0, 1)[0]!
  const ids = new Int32Array(buffer, 4, count)
  const x = new Float32Array(buffer, 4 + 4 * count, count).slice()
  const y = new Float32Array(buffer, 4 + 8 * count, count).slice()
  fillSquare(x, y)
  const index = new KDBush(count, 64, Float32Array)
  for (let point = 0; point < count; point++) index.add(x[point]!, y[point]!)
  index.finish()
  return { ids, x, y, index }
}

function fillSquare(x: Float32Array, y: Float32Array): void {
  const range = (values: Float32Array): [number, number] =>
    values.reduce<[number, number]>(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    )
  const [[left, right], [top, bottom]] = [range(x), range(y)]
  const side = Math.max(right - left, bottom - top) || 1
  const middle = (values: Float32Array, low: number, high: number): void => {
    for (const [point, value] of values.entries()) values[point] = 0.5 + (value - (low + high) / 2) / side
  }
  middle(x, left, right)
  middle(y, top, bottom)
}

/** The whole map in the middle of a canvas of this size. */
export function fitView(width: number, height: number, margin = 24): View {
  const scale = Math.max(1, Math.min(width, height) - 2 * margin)
  return { scale, left: (width - scale) / 2, top: (height - scale) / 2 }
}

/** The view `factor` times as near, what is at this pixel staying there. */
export function zoomView({ scale, left, top }: View, factor: number, [x, y]: Corner, limits: [number, number]): View {
  const next = Math.max(limits[0], Math.min(limits[1], scale * factor))
  const by = next / scale
  return { scale: next, left: x - (x - left) * by, top: y - (y - top) * by }
}

const toMap = ({ scale, left, top }: View, [x, y]: Corner): Corner => [(x - left) / scale, (y - top) / scale]

/** The point nearest to a pixel, within so many pixels; -1 where none is. */
export function findNearest(map: PointMap, view: View, pixel: Corner, within: number): number {
  const [x, y] = toMap(view, pixel)
  let [best, least] = [-1, Infinity]
  for (const point of map.index.within(x, y, within / view.scale)) {
    const distance = (map.x[point]! - x) ** 2 + (map.y[point]! - y) ** 2
    if (distance < least) [best, least] = [point, distance]
  }
  return best
}

/** The points inside of a line drawn on the screen; its ends are joined. */
export function findInside(map: PointMap, view: View, line: readonly Corner[]): number[] {
  if (line.length < 3) return []
  const polygon = line.map((corner) => toMap(view, corner))
  const xs = polygon.map(([x]) => x)
  const ys = polygon.map(([, y]) => y)
  return map.index
    .range(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
    .filter((point) => polygonContains(polygon, [map.x[point]!, map.y[point]!]))
    .sort((one, other) => one - other)
}
