/** Round numbers from 0 on that lie within the largest value and a step beyond it; the last one ends the axis. */
export function roundTicks(largest: number, count = 4): number[] {
  if (!(largest > 0)) return [0, 1]
  const rough = largest / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9))! * power
  return Array.from({ length: Math.ceil(largest / step - 1e-9) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  )
}

export interface Plot {
  width: number
  height: number
  left: number
  top: number
  right: number
  bottom: number
}

/** Where a layer and a value are: layers in the middle of equal columns, values from the bottom up. */
export function placePoint(
  { width, height, left, top, right, bottom }: Plot,
  layer: number,
  layers: number,
  value: number,
  end: number,
): { x: number; y: number } {
  return {
    x: left + ((layer + 0.5) / layers) * (width - left - right),
    y: height - bottom - (value / end) * (height - top - bottom),
  }
}

/**
 * How far a head's point is from its layer's middle: beside one another, so that those of one value are all seen.
 */
export const spreadHeads = (head: number, heads: number, columnWidth: number): number =>
  (head - (heads - 1) / 2) * Math.min(5, (0.7 * columnWidth) / Math.max(1, heads))

/** The nearest of some points within so many pixels, or null. */
export function findNearest<Point extends { x: number; y: number }>(
  points: readonly Point[],
  x: number,
  y: number,
  within: number,
): Point | null {
  let [best, least]: [Point | null, number] = [null, within]
  for (const point of points) {
    const distance = Math.hypot(point.x - x, point.y - y)
    if (distance <= least) [best, least] = [point, distance]
  }
  return best
}

/** Every how many layers a number fits below the axis. */
export const labelEvery = (layers: number, width: number): number =>
  Math.max(1, Math.ceil((layers * 18) / Math.max(1, width)))
