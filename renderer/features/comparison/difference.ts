import { signTest } from '../../../models/statistics.ts'
import { formatNumber } from '../../i18n/format.ts'

/** From so small a p value on, a difference is a finding. */
const findingBelow = 0.05
/** Where fewer of the classes that a model could share are shared, agreement says little. */
const sharedAtLeast = 0.5

/**
 * Which of two sides wins the cases that favour just one of them; null where chance alone would often divide them so
 * unevenly: one case more is no finding.
 */
export const findBetter = (first: number, second: number): 'first' | 'second' | null =>
  signTest(first, second) < findingBelow ? (first > second ? 'first' : 'second') : null

/** `p = 0.031`, `p < 0.001`. */
export function sayP(first: number, second: number): string {
  const p = signTest(first, second)
  return p < 0.001 ? `p < ${formatNumber(0.001, 3)}` : `p = ${formatNumber(p, 3)}`
}

/** Whether the classes of two models overlap so little that their agreement says little. */
export function isHardlyShared({ first, second, both }: { first: number; second: number; both: number }): boolean {
  const most = Math.min(first, second)
  return most > 0 && both / most < sharedAtLeast
}
