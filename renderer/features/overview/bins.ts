import type { Overview } from '../../../electron/api/page.ts'

export const outcomes = ['right', 'wrong', 'open'] as const

/** One bar of the histogram. */
export interface Bin {
  from: number
  to: number
  right: number
  wrong: number
  open: number
  total: number
}

/** The bars, from confidence 0 to 1. */
export function stackBins(confidence: Overview['confidence']): Bin[] {
  const { right, wrong, open } = confidence
  return open.map((_, index) => ({
    from: index / open.length,
    to: (index + 1) / open.length,
    right: right[index]!,
    wrong: wrong[index]!,
    open: open[index]!,
    total: right[index]! + wrong[index]! + open[index]!,
  }))
}

/** The confidences from one bar to another, whichever is the first. */
export function spanBins(bins: readonly Bin[], one: number, other: number): [number, number] {
  return [bins[Math.min(one, other)]!.from, bins[Math.max(one, other)]!.to]
}

/** The bar under a place of the histogram, 0 at its left and 1 at its right end; outside, the nearest. */
export const binAt = (place: number, count: number): number =>
  Math.max(0, Math.min(count - 1, Math.floor(place * count)))
