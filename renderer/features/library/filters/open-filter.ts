import type { Filter } from '../../../../electron/api/page.ts'
import { openOf } from '../../photos/status.ts'

/**
 * Of what passes the filter, the predictions without a label that reach this confidence;
 * null where the filter lets none through.
 */
export function openAbove(filter: Filter, threshold: number): Filter | null {
  const status = openOf(filter)
  const [low, high] = filter.confidence ?? [0, 1]
  if (status.length === 0 || high < threshold) return null
  return { ...filter, status, confidence: [Math.max(low, threshold), high] }
}
