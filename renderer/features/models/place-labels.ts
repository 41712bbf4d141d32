/** A rectangle on the chart, in pixels. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

export interface ToPlace {
  /** The point that the text is about. */
  x: number
  y: number
  width: number
  height: number
}

export interface Placed extends Box {
  /** Whether it is so far from its point that a line has to lead there. */
  isLed: boolean
}

const gap = 7
/**
 * Where a text may be around its point: right, left, above, below, and the corners;
 * each as a share of its width and height.
 */
const sides = [
  [0, -0.5, 1, 0],
  [-1, -0.5, -1, 0],
  [-0.5, -1, 0, -1],
  [-0.5, 0, 0, 1],
  [0, -1, 1, -1],
  [0, 0, 1, 1],
  [-1, -1, -1, -1],
  [-1, 0, -1, 1],
] as const
/** Pixels away from the point; from the third on with a line. */
const distances = [gap, 2 * gap, 24, 36, 50, 66, 84] as const
const firstLed = 2

export const overlap = (one: Box, other: Box): number =>
  Math.max(0, Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)) *
  Math.max(0, Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y))

/**
 * Places for texts beside their points, so that none is over another, over what is `taken`, or beyond the bounds. One
 * after the other takes the nearest free place; where there is none (more text than room), it is left out: null.
 *
 * @param taken what no text may cover: the marks of all points, bars
 */
export function placeLabels(labels: readonly ToPlace[], taken: readonly Box[], bounds: Box): (Placed | null)[] {
  const blocked = [...taken]
  return labels.map(({ x, y, width, height }) => {
    for (const [step, distance] of distances.entries()) {
      for (const [left, top, right, down] of sides) {
        const box = { x: x + left * width + right * distance, y: y + top * height + down * distance, width, height }
        if (!isWithin(box, bounds) || blocked.some((other) => overlap(box, other) > 0)) continue
        blocked.push(box)
        return { ...box, isLed: step >= firstLed }
      }
    }
    return null
  })
}

const isWithin = (box: Box, bounds: Box): boolean =>
  box.x >= bounds.x &&
  box.y >= bounds.y &&
  box.x + box.width <= bounds.x + bounds.width &&
  box.y + box.height <= bounds.y + bounds.height
