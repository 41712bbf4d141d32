import { linearScale, shareAxis } from '../../ui/scale.ts'

export interface CurvePoint {
  labels: number
  /** 0 to 1. */
  accuracy: number
}

export interface CurveLayout {
  points: { x: number; y: number }[]
  /** A line through the points, as an SVG path; empty where there is one point at most. */
  path: string
  xTicks: { at: number; value: number }[]
  yTicks: { at: number; value: number }[]
  left: number
  right: number
  top: number
  bottom: number
}

/** Pixels around the plot: for the numbers and the names of both axes. */
const margin = { top: 8, right: 12, bottom: 40, left: 74 } as const

/** Round steps from 0 on, four to eight of them. */
export function countTicks(highest: number): number[] {
  const rough = Math.max(1, highest / 5)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? 10 * power
  return Array.from({ length: Math.floor(highest / step) + 1 }, (_, index) => index * step)
}

/** Accuracy over labels, on linear axes; all lengths in pixels. */
export function layoutCurve(
  curve: readonly CurvePoint[],
  { width, height }: { width: number; height: number },
): CurveLayout {
  const [left, right] = [margin.left, Math.max(margin.left + 1, width - margin.right)]
  const [top, bottom] = [margin.top, Math.max(margin.top + 1, height - margin.bottom)]
  const highest = Math.max(1, ...curve.map(({ labels }) => labels))
  const shares = shareAxis(curve.map(({ accuracy }) => accuracy))
  const x = linearScale([0, highest], [left, right])
  const y = linearScale(shares.domain, [bottom, top])
  const points = curve.map(({ labels, accuracy }) => ({ x: x(labels), y: y(accuracy) }))
  return {
    points,
    path: points.length < 2 ? '' : points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(''),
    xTicks: countTicks(highest).map((value) => ({ value, at: x(value) })),
    yTicks: shares.ticks.map((value) => ({ value, at: y(value) })),
    left,
    right,
    top,
    bottom,
  }
}
