import type { HeadFusion } from '../../../models/deit/attention.ts'
import type { AttentionMap, PhotoAttention, PhotoDetail } from '../../../electron/api/page.ts'
import type { Place } from './maps/matrix.ts'
import { limitUpTo, patchLayer } from './maps/shown-map.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import type { TokenChoice } from '../attention/attention.ts'
import { formatConfidence, formatNumber, formatShare } from '../../i18n/format.ts'

export interface Look {
  token: TokenChoice
  layer: number | null
  head: number | null
  fusion: HeadFusion
  discard: number
  upTo: number | null
  patch: number | null
}

/** What the large map shows, for a legend and a caption. */
export function describeLook({ token, layer, head, fusion, discard, upTo, patch }: Look, map: AttentionMap): string {
  const who =
    patch === null
      ? t(`explorer:who.${token}`)
      : t('explorer:who.patch', { row: Math.floor(patch / map.side) + 1, column: (patch % map.side) + 1 })
  if (patch !== null || layer !== null) {
    const place = patchLayer(layer, map) + 1
    return [
      who,
      t('explorer:seen.layer', { layer: place }),
      head === null ? t('explorer:seen.mean') : t('explorer:seen.head', { head: head + 1 }),
    ].join(' · ')
  }
  const through = limitUpTo(upTo, map)
  const what =
    through === map.layers
      ? t('explorer:seen.rollout', { layers: map.layers })
      : t('explorer:seen.rolloutTo', { upTo: through, layers: map.layers })
  return [
    who,
    what,
    t(`explorer:seen.${fusion}`),
    ...(discard > 0 ? [t('explorer:seen.discard', { share: formatShare(discard) })] : []),
  ].join(' · ')
}

export const describePlace = ({ layer, head }: Place): string =>
  layer === null
    ? t('explorer:cellRollout')
    : head === null
      ? t('explorer:cellMean', { layer: layer + 1 })
      : t('explorer:cellHead', { layer: layer + 1, head: head + 1 })

/** Entropies that belong to what is explored: a token's, both tokens' for their difference, or the patches' mean. */
export function chooseEntropies(
  { entropy }: Pick<PhotoAttention, 'entropy'>,
  token: TokenChoice,
  isPatch: boolean,
): { name: 'class' | 'distillation' | 'patches'; values: number[][] }[] {
  if (isPatch) return [{ name: 'patches', values: entropy.patches }]
  const ofClass = { name: 'class' as const, values: entropy.class }
  if (entropy.distillation === null || token === 'class') return [ofClass]
  const ofDistillation = { name: 'distillation' as const, values: entropy.distillation }
  return token === 'distillation' ? [ofDistillation] : [ofClass, ofDistillation]
}

/** A cell with its numbers: of a head, or the mean of a layer's heads. */
export function describeCell(
  place: Place,
  numbers: PhotoAttention | null,
  token: TokenChoice,
  isPatch: boolean,
): string {
  const { layer, head } = place
  if (layer === null || numbers === null) return describePlace(place)
  const read = (values: number[][]): string => formatNumber(readPlace(values, layer, head), 2)
  const [one, other] = chooseEntropies(numbers, token, isPatch).map(({ values }) => read(values))
  const entropy =
    other === undefined
      ? t('explorer:cellEntropy', { value: one! })
      : t('explorer:cellEntropies', { class: one!, distillation: other })
  return [
    describePlace(place),
    entropy,
    t('explorer:cellDistance', { value: formatNumber(readPlace(numbers.distance, layer, head), 1) }),
  ].join('. ')
}

/** The number of a head, or the mean of a layer's heads. */
export function readPlace(values: readonly number[][], layer: number, head: number | null): number {
  const row = values[layer] ?? []
  return head === null ? row.reduce((sum, value) => sum + value, 0) / row.length : (row[head] ?? Number.NaN)
}

/** A patch's attention to the special tokens, as a sentence. */
export function describeSpecial(shares: readonly number[]): string {
  const [ofClass, ofDistillation] = shares.map(formatShare)
  return ofDistillation === undefined
    ? t('explorer:special', { class: ofClass! })
    : t('explorer:specialBoth', { class: ofClass!, distillation: ofDistillation })
}

/** The heads' first predictions, as a sentence of a caption; empty where nothing is predicted. */
export function describePredictions({ fused, cls, dist }: Pick<PhotoDetail, 'fused' | 'cls' | 'dist'>): string {
  const first = (predictions: PhotoDetail['fused']): string =>
    predictions[0] === undefined
      ? t('explorer:noPrediction')
      : `${predictions[0].className} ${formatConfidence(predictions[0].confidence)}`
  if (fused.length === 0) return ''
  return dist === null
    ? t('explorer:captionPrediction', { average: first(fused) })
    : t('explorer:captionPredictions', { class: first(cls), distillation: first(dist), average: first(fused) })
}
