import { allowedErrors, findSampleSize, type Goal } from './bound.ts'
import { hypergeometricCdf } from './hypergeometric.ts'

/** How probable it is to be that the audit succeeds, if the estimate is right. */
const wantedPower = 0.9

/** How large an audit is to be; `impossible` where the estimate itself misses the goal. */
export type AuditPlan =
  | {
      possible: true
      sampled: number
      /** With so many errors found, or fewer, the goal is reached. */
      tolerated: number
      /** The probability of that, 0 to 1, if the estimate is right. */
      power: number
    }
  | {
      possible: false
      /** The right share of the total by the estimate. */
      estimate: number
    }

/**
 * The smallest sample with which the goal is reached with probability 0.9, if the share `expectedErrors` of the
 * population is wrong: errors are tolerated until their number is the hypergeometric 0.9 quantile of the sample that
 * tolerates them. Both grow together, so that bisection finds it, but for ripples of whole numbers.
 */
export function planAudit({ expectedErrors, ...goal }: Goal & { expectedErrors: number }): AuditPlan {
  const { population, total, target } = goal
  const marked = Math.min(population, Math.max(0, Math.ceil(population * expectedErrors - 1e-9)))
  if (marked > allowedErrors(total, target)) return { possible: false, estimate: (total - marked) / total }
  const tolerate = (tolerated: number): { tolerated: number; sampled: number; power: number } => {
    const sampled = findSampleSize({ ...goal, errors: tolerated })
    return { tolerated, sampled, power: hypergeometricCdf(tolerated, { population, marked, drawn: sampled }) }
  }
  // As many as there are cannot be exceeded.
  let [tooFew, best] = [-1, tolerate(marked)]
  while (best.tolerated - tooFew > 1) {
    const middle = tolerate(Math.floor((tooFew + best.tolerated) / 2))
    if (middle.power >= wantedPower) best = middle
    else tooFew = middle.tolerated
  }
  return { possible: true, ...best }
}
