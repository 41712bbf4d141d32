import type { Filter } from '../../../../electron/api/page.ts'
import { language, t } from '../../../i18n/i18n.svelte.ts'
import { joinNames } from '../../../i18n/isolate.ts'
import { formatBytes, formatNumber } from '../../../i18n/format.ts'

/** One part of the filter as a person reads it; `part` takes it away. */
export interface Chip {
  part: keyof Filter
  text: string
}

/** Names in a chip; more of them are a number. */
const named = 3

const list = (names: readonly string[]): string => {
  const shown = joinNames(names.slice(0, named))
  return names.length > named ? t('filters:chip.more', { what: shown, value: names.length - named }) : shown
}

const day = (time: number): string => new Intl.DateTimeFormat(language.current, { dateStyle: 'medium' }).format(time)

const texts: { [Part in keyof Filter]-?: (value: NonNullable<Filter[Part]>, foundBy: string | null) => string } = {
  among: (ids, foundBy) => foundBy ?? t('filters:chip.among', { count: ids.length }),
  text: (what) => t('filters:chip.text', { what }),
  status: (all) => t('filters:chip.status', { what: list(all.map((one) => t(`status:${one}`))) }),
  classes: (names) => t('filters:chip.classes', { what: list(names) }),
  labels: (names) => t('filters:chip.labels', { what: list(names) }),
  guesses: (names) => t('filters:chip.guesses', { what: list(names) }),
  confidence: ([low, high]) =>
    t('filters:chip.confidence', {
      from: formatNumber(Math.round(100 * low)),
      to: formatNumber(Math.round(100 * high)),
    }),
  agreement: (isSo) => t(isSo ? 'filters:chip.agree' : 'filters:chip.disagree'),
  opinion: (isSo) => t(isSo ? 'filters:chip.sameOpinion' : 'filters:chip.otherOpinion'),
  seconds: (names) => t('filters:chip.seconds', { what: list(names) }),
  secondHeads: (heads) => t(`filters:chip.heads.${heads}`),
  secondMismatch: (isSo) => t(isSo ? 'filters:chip.secondDiffers' : 'filters:chip.secondSame'),
  mismatch: (isSo) => t(isSo ? 'filters:chip.differs' : 'filters:chip.same'),
  authors: (names) => t('filters:chip.authors', { what: list(names) }),
  flagged: (isSo) => t(isSo ? 'filters:chip.flagged' : 'filters:chip.unflagged'),
  noted: (isSo) => t(isSo ? 'filters:chip.noted' : 'filters:chip.unnoted'),
  conflict: (isSo) => t(isSo ? 'filters:chip.conflict' : 'filters:chip.noConflict'),
  splits: (all) => t('filters:chip.splits', { what: list(all.map((one) => t(`filters:split.${one}`))) }),
  duplicates: (kind) => t(kind === 'exact' ? 'filters:chip.exact' : 'filters:chip.near'),
  folder: ({ path }) => t('filters:chip.folder', { what: path === '' ? '/' : path }),
  size: ([low, high]) => {
    const [from, to] = [formatBytes(low), formatBytes(high)]
    return high === Number.MAX_SAFE_INTEGER
      ? t('filters:chip.sizeFrom', { from })
      : low === 0
        ? t('filters:chip.sizeTo', { to })
        : t('filters:chip.size', { from, to })
  },
  date: ([from, to]) => t('filters:chip.date', { from: day(from), to: day(to) }),
}

/** The filter's parts in a fixed order; `foundBy` says what its `among` is about. */
export function listChips(filter: Filter, foundBy: string | null): Chip[] {
  return (Object.keys(texts) as (keyof Filter)[]).flatMap((part) => {
    const value = filter[part]
    return value === undefined
      ? []
      : [{ part, text: (texts[part] as (value: unknown, foundBy: string | null) => string)(value, foundBy) }]
  })
}
