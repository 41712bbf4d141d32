import type { LibraryModel } from '../../../electron/api/page.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { formatNumber } from '../../i18n/format.ts'

/** What is not known. */
export const unknown = '–'

const digitsOf = (value: number): number => (value >= 100 ? 0 : value >= 10 ? 1 : 2)

/** Millions of parameters: `5.72 M`. */
export const formatParameters = (count: number | null): string =>
  count === null ? unknown : t('models:millions', { value: formatNumber(count / 1e6, digitsOf(count / 1e6)) })

/** Thousand millions of multiply-accumulates, for a column of that name: `1.26`. */
export const formatMacs = (macs: number | null): string =>
  macs === null ? unknown : formatNumber(macs / 1e9, digitsOf(macs / 1e9))

/** A share of right predictions with one digit, as papers write it: `72.2 %`. */
export const formatAccuracy = (share: number | null): string =>
  share === null ? unknown : t('common:percent', { value: formatNumber(100 * share, 1) })

/** Images a second, for a column of that name. */
export const formatSpeed = (rate: number | null): string =>
  rate === null ? unknown : formatNumber(rate, rate >= 10 ? 0 : 1)

export const namePrecision = (precision: LibraryModel['precision']): string =>
  precision === 'float16' ? 'fp16' : 'fp32'

/** What kind of model it is: its tokens and its shape. */
export function describeKind({
  attention,
  distilled,
  shape,
}: Pick<LibraryModel, 'attention' | 'distilled' | 'shape'>): string {
  if (!attention) return t('models:kind.external')
  const tokens = t(distilled ? 'models:kind.distilled' : 'models:kind.plain')
  return shape === null
    ? tokens
    : `${tokens} · ${t('models:kind.layers', { count: shape.depth })} × ${t('models:kind.heads', { count: shape.heads })}`
}

/** What a model's classes were taught on, and from how many labels where that is known. */
export const describeTaught = ({ backbone, labelCount }: NonNullable<LibraryModel['taught']>): string =>
  labelCount === undefined
    ? t('models:fact.taughtOn', { backbone })
    : t('models:fact.taughtFrom', { backbone, count: labelCount })
