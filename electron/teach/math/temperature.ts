import type { LeftOut } from './leave-one-out.ts'

/** Where there are too few rows to fit one. */
export const defaultTemperature = 0.1
/** Rows from which on a temperature is fitted. */
const fewestRows = 10
/** Logarithms of the temperatures that are tried. */
const [lowest, highest] = [-6, 3]
const golden = (Math.sqrt(5) - 1) / 2

/**
 * The factor τ with which softmax(−τD/2) is best calibrated: it minimises the negative log-likelihood of the labels
 * over the rows that were left out (temperature scaling: Guo et al. 2017, "On Calibration of Modern Neural Networks"),
 * by golden section in ln τ.
 *
 * @param classes columns of `distances`
 */
export function fitTemperature({ own, distances }: LeftOut, classes: number): number {
  if (own.length < fewestRows || classes < 2) return defaultTemperature
  const beyond = measureBeyond(distances, classes)
  let [low, high] = [lowest, highest]
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)]
  let [atLeft, atRight] = [loss(own, beyond, classes, left), loss(own, beyond, classes, right)]
  while (high - low > 1e-4) {
    if (atLeft <= atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - golden * (high - low)
      atLeft = loss(own, beyond, classes, left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + golden * (high - low)
      atRight = loss(own, beyond, classes, right)
    }
  }
  return Math.exp((low + high) / 2)
}

/** By how much each class is farther away than the nearest one of its row. */
function measureBeyond(distances: Float64Array, classes: number): Float64Array {
  const beyond = new Float64Array(distances.length)
  for (let start = 0; start < distances.length; start += classes) {
    let nearest = Infinity
    for (let c = 0; c < classes; c++) nearest = Math.min(nearest, distances[start + c]!)
    for (let c = 0; c < classes; c++) beyond[start + c] = distances[start + c]! - nearest
  }
  return beyond
}

/** Mean negative log-likelihood of the rows' own classes. */
function loss(own: readonly number[], beyond: Float64Array, classes: number, logarithm: number): number {
  const by = Math.exp(logarithm) / 2
  let total = 0
  for (let row = 0; row < own.length; row++) {
    const start = row * classes
    let sum = 0
    for (let c = 0; c < classes; c++) sum += Math.exp(-by * beyond[start + c]!)
    total += by * beyond[start + own[row]!]! + Math.log(sum)
  }
  return total / own.length
}
