import type { AuditStatement, Teaching } from '../../../electron/api/page.ts'
import { sayDetails } from '../../../models/errors.ts'
import { explain } from '../../i18n/explain.ts'
import { formatNumber, formatPercent } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.svelte.ts'

/** From so many answered predictions on there is an estimate. */
export const answersForEstimate = 80

/** A share with one digit behind the point, never more than it is: 0.9789 is `97.8 %`. */
export const sayShare = (share: number): string =>
  t('common:percent', { value: formatNumber(Math.floor(1000 * share + 1e-9) / 10, 1) })

/** An estimate is no proof: it is never shown as all. */
export const sayEstimated = (share: number): string => sayShare(Math.min(share, 0.999))

/** How many of the labels that were left out were predicted: `95 % (38 of 40)`, `all 40 of 40`. */
export const sayLeftOut = ({ right, rows }: { right: number; rows: number }): string =>
  right === rows ? t('teach:allOf', { rows }) : t('teach:partOf', { right, rows, share: formatPercent(right / rows) })

/** By how much a share may be off, in points, rounded up: 0.041 is `5`. */
export const sayMargin = (margin: number): string => formatNumber(Math.ceil(100 * margin - 1e-9))

/** A goal as it was chosen: `99 %`, `99.5 %`. */
export const sayGoal = (target: number): string =>
  t('common:percent', { value: formatNumber(Number((100 * target).toFixed(2))) })

const sayLearned = ({ labels, classes }: Teaching): { labels: string; classes: string } => ({
  labels: t('teach:labels', { count: labels }),
  classes: t('teach:classes', { count: classes }),
})

/** The line of the status bar; null where there is nothing to say. `labeled`: photos that have a label. */
export function sayStatus(data: Teaching, labeled: number): string | null {
  switch (data.state) {
    case 'few-labels':
      return labeled === 0 ? null : t('teach:oneClass')
    case 'no-embeddings':
      return labeled === 0 ? null : t('teach:noEmbeddings')
    case 'several-labels':
      return null
    case 'learning':
      return t('teach:learningNow')
    case 'failed':
      return t('teach:failed')
    case 'ready':
      return data.leftOut === null || data.leftOut.rows === 0
        ? t('teach:learned', sayLearned(data))
        : t('teach:learnedRight', {
            ...sayLearned(data),
            share: sayLeftOut(data.leftOut),
          })
  }
}

/** The same with what its figure means, for those who rest on it. */
export function sayStatusInFull(data: Teaching, labeled: number): string | null {
  const text = sayStatus(data, labeled)
  return text === null || data.state !== 'ready' || data.leftOut === null || data.leftOut.rows === 0
    ? text
    : t('teach:testAbout', { text, share: sayLeftOut(data.leftOut) })
}

/** What was learned, or why nothing is, in a sentence or two. */
export function sayState(data: Teaching): string {
  switch (data.state) {
    case 'few-labels':
      return t('teach:fewLabelsAbout')
    case 'no-embeddings':
      return t('teach:noEmbeddingsAbout')
    case 'several-labels':
      return t('teach:severalLabelsAbout')
    case 'learning':
      return t('teach:learningNow')
    case 'failed':
      return t('teach:failedWhy', { reason: data.failure === null ? '' : explain(data.failure) })
    case 'ready': {
      const { leftOut } = data
      return leftOut === null || leftOut.rows === 0
        ? t('teach:learnedOnly', sayLearned(data))
        : t('teach:learnedAbout', {
            ...sayLearned(data),
            share: sayLeftOut(leftOut),
            low: formatPercent(leftOut.interval[0]),
            high: formatPercent(leftOut.interval[1]),
          })
    }
  }
}

/** The estimate with its goal, or what is missing for it. */
export function sayEstimate({ estimate, margin, target, answered, photos }: Teaching): string {
  const goal = sayGoal(target)
  if (estimate === null) return t('teach:noEstimate', { answered, needed: answersForEstimate })
  // Labels count as right: where nothing but labels is left, there is nothing to estimate.
  if (margin === 0) return t('teach:labelsOnly', { goal })
  return t('teach:estimate', { share: sayEstimated(estimate), photos, margin: sayMargin(margin), answered, goal })
}

/** The same in a few words. */
export function sayProgress({ estimate, margin, target, photos }: Teaching): string {
  const goal = sayGoal(target)
  return estimate === null || margin === 0
    ? t('teach:goalOnly', { goal })
    : t('teach:progress', { share: sayEstimated(estimate), photos, margin: sayMargin(margin), goal })
}

/** What an audit proved, and whether that is still so. */
export const sayStatement = ({ text, details, standing }: AuditStatement): { text: string; standing: string } => ({
  text: explain({ message: text, details }),
  standing: explain({ message: sayDetails(standing), details: standing }),
})
