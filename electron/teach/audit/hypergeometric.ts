/** Beneath: ln n! = (n + ½) ln n − n + ½ ln 2π + these. */
const halfLog2Pi = 0.5 * Math.log(2 * Math.PI)
const exactUpTo = 16
const logFactorials = Array.from({ length: exactUpTo }, () => 0)
for (let n = 2, product = 1; n < exactUpTo; n++) logFactorials[n] = Math.log((product *= n))

/** The error of Stirling's formula for ln n!, to the precision of a double. */
function stirlingError(n: number): number {
  if (n === 0) return 0
  if (n < exactUpTo) return logFactorials[n]! - (n + 0.5) * Math.log(n) + n - halfLog2Pi
  const square = n * n
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / n
}

/** The deviance x ln(x / mean) + mean − x, without cancellation where x is near the mean. */
function deviance(x: number, mean: number): number {
  const difference = x - mean
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference
  const ratio = difference / (x + mean)
  const square = ratio * ratio
  let sum = difference * ratio
  let term = 2 * x * ratio
  for (let power = 3; ; power += 2) {
    term *= square
    const next = sum + term / power
    if (next === sum) return sum
    sum = next
  }
}

/** The natural logarithm of the binomial probability of x successes in n trials. */
function logBinomial(x: number, n: number, p: number, q: number): number {
  if (x === 0) return n === 0 ? 0 : p < 0.1 ? n * Math.log1p(-p) : n * Math.log(q)
  if (x === n) return q < 0.1 ? n * Math.log1p(-q) : n * Math.log(p)
  const error = stirlingError(n) - stirlingError(x) - stirlingError(n - x)
  return (
    error -
    deviance(x, n * p) -
    deviance(n - x, n * q) -
    halfLog2Pi +
    0.5 * (Math.log(n) - Math.log(x) - Math.log(n - x))
  )
}

/** A draw of `drawn` without putting back from `population`, of which `marked` are marked; whole numbers. */
export interface Draw {
  population: number
  marked: number
  drawn: number
}

/**
 * ln P(X = x) of the hypergeometric distribution by Loader, "Fast and accurate computation of binomial probabilities"
 * (2000): three binomial probabilities, in which nothing large cancels. `x` must be possible.
 */
function logProbability(x: number, { population, marked, drawn }: Draw): number {
  if (drawn === 0 || drawn === population || marked === 0 || marked === population) return 0
  const [p, q] = [drawn / population, (population - drawn) / population]
  return (
    logBinomial(x, marked, p, q) +
    logBinomial(drawn - x, population - marked, p, q) -
    logBinomial(drawn, population, p, q)
  )
}

/**
 * P(X ≤ x): the probability of at most x marked ones among those drawn, hypergeometric, to some 12 digits for
 * populations up to 10,000,000. Sums the terms from x away from the mode, where they fall at least geometrically.
 */
export function hypergeometricCdf(x: number, draw: Draw): number {
  const { population, marked, drawn } = draw
  const least = Math.max(0, drawn + marked - population)
  const most = Math.min(drawn, marked)
  if (x < least) return 0
  if (x >= most) return 1
  if (x <= (drawn * marked) / population) {
    // P(i − 1) / P(i)
    const fall = (i: number): number => (i * (population - marked - drawn + i)) / ((marked - i + 1) * (drawn - i + 1))
    return Math.min(1, Math.exp(logProbability(x, draw)) * sumRatios(x, least, -1, fall))
  }
  // P(i + 1) / P(i)
  const rise = (i: number): number => ((marked - i) * (drawn - i)) / ((i + 1) * (population - marked - drawn + i + 1))
  return Math.max(0, 1 - Math.exp(logProbability(x + 1, draw)) * sumRatios(x + 1, most, 1, rise))
}

/** 1 + r(x) + r(x)·r(x ± 1) + …, up to `end` or where the rest does not count. */
function sumRatios(x: number, end: number, step: 1 | -1, ratio: (i: number) => number): number {
  let [sum, term] = [1, 1]
  for (let i = x; i !== end; i += step) {
    const factor = ratio(i)
    term *= factor
    sum += term
    if (factor < 1 && (term * factor) / (1 - factor) < 1e-17 * sum) break
  }
  return sum
}
