import type { ImageCard } from '../../../electron/api/page.ts'
import { formatConfidence } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { isolate, joinNames } from '../../i18n/isolate.ts'

type Shown = Pick<ImageCard, 'labels' | 'labelIds' | 'prediction' | 'predictionRef' | 'confidence'>

/** Whether what is predicted is one of the photo's labels. */
export const isOwnLabel = (card: Shown | undefined): boolean =>
  card !== undefined && card.labels.length > 0 && card.prediction !== null && findDiffering(card) === null

/** The class predicted of a labeled photo where it is none of its labels, what "Accept" would write; else null. */
export function findDiffering({ labels, labelIds, prediction, predictionRef }: Shown): string | null {
  if (labels.length === 0 || prediction === null) return null
  const isLabel = typeof predictionRef === 'number' ? labelIds.includes(predictionRef) : labels.includes(prediction)
  return isLabel ? null : prediction
}

/** `Check the label cat: the prediction is dog 87 %` where the two differ; else null. */
export function sayDiffering(card: Shown): string | null {
  const prediction = findDiffering(card)
  return prediction === null
    ? null
    : t('marks:predictedOther', {
        label: joinNames(card.labels),
        prediction: isolate(prediction),
        confidence: formatConfidence(card.confidence ?? 0),
      })
}
