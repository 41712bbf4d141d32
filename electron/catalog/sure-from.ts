/** A prediction of a photo whose class is known. */
export interface CheckedPrediction {
  /** 0 to 1. */
  confidence: number
  isRight: boolean
}

/** Share that must be right of what counts as sure. */
const wantedShare = 0.95
/** Predictions that are known at least before anything is said. */
const fewestKnown = 20
/** Steps of the threshold from 0 to 1. */
const steps = 20

/** The highest step below 1: what is known for predictions that are surer holds from here on. */
const highest = (steps - 1) / steps

/** Confidence from which on a prediction is sure as long as nothing is known of predictions. */
export const usualThreshold = 0.5

/**
 * The confidence from which on predictions are sure: the lowest step of 0.05 from which on at least 95 % of at least 20
 * known ones are right, and 1 where there is none; null where fewer are known than tell anything. Of what is less sure
 * than any known one nothing is said.
 */
export function findSureFrom(known: readonly CheckedPrediction[]): number | null {
  if (known.length < fewestKnown) return null
  const lowest = known.reduce((least, { confidence }) => Math.min(least, confidence), highest)
  const first = Math.floor(lowest * steps)
  for (let step = first; step < steps; step++) {
    const from = step / steps
    const sure = known.filter(({ confidence }) => confidence >= from)
    if (sure.length < fewestKnown) break
    if (sure.filter(({ isRight }) => isRight).length >= wantedShare * sure.length) return from
  }
  return 1
}
