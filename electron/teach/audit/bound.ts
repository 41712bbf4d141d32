import { hypergeometricCdf } from './hypergeometric.ts'

/** What an audit found: `errors` among `sampled`, drawn without putting back from `population`. */
export interface AuditResult {
  population: number
  sampled: number
  errors: number
}

/**
 * The exact one-sided upper confidence bound for the errors in a population, after Buonaccorsi, "A note on confidence
 * intervals for proportions in finite populations" (1987): the largest E with P(X ≤ errors | population, E, sampled) >
 * alpha, X hypergeometric. The population has more errors than that with probability alpha at most, whatever it is.
 */
export function boundErrors({ population, sampled, errors }: AuditResult, alpha: number): number {
  let [possible, impossible] = [errors, population - (sampled - errors) + 1]
  while (impossible - possible > 1) {
    const middle = Math.floor((possible + impossible) / 2)
    if (hypergeometricCdf(errors, { population, marked: middle, drawn: sampled }) > alpha) possible = middle
    else impossible = middle
  }
  return possible
}

/** The most wrong ones of `total` with which at least the share `target` of them is right. */
export const allowedErrors = (total: number, target: number): number =>
  // The product of a share such as 0.57 and 100 may be a hair too small or too large.
  total - Math.max(0, Math.ceil(total * target * (1 - 1e-12) - 1e-9))

/** What an audit is to show: at least the share `target` of `total` right, of which `population` were not decided. */
export interface Goal {
  population: number
  total: number
  target: number
  /** The probability of a false statement. */
  alpha: number
}

/**
 * The smallest sample with which "at least `target` of the `total` are right" can be said although `errors` were found.
 * The convention: the `total − population` that a person decided count as right, and the errors found are put right by
 * the audit itself, so that at most `boundErrors − errors` wrong ones are left; the statement holds where those are
 * within `allowedErrors`. For 4,600 of 6,096, 0.99 and 0.05 that takes 220, 340, 443 and 621 for 0, 1, 2 and 4 errors.
 * (Were the errors found still counted as wrong, it would take 220, 346, 457 and 660.)
 */
export function findSampleSize({ population, total, target, alpha, errors }: Goal & { errors: number }): number {
  const marked = allowedErrors(total, target) + errors + 1
  if (marked > population) return errors
  let [small, enough] = [errors - 1, population]
  while (enough - small > 1) {
    const middle = Math.floor((small + enough) / 2)
    if (hypergeometricCdf(errors, { population, marked, drawn: middle }) <= alpha) enough = middle
    else small = middle
  }
  return enough
}
