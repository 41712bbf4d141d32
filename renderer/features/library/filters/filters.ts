import { duplicateKinds, splits } from '../../../../electron/api/page.ts'
import { formatBytes, formatNumber } from '../../../i18n/format.ts'
import { language, t } from '../../../i18n/i18n.svelte.ts'
import { joinNames } from '../../../i18n/isolate.ts'
import { statuses, statusLooks } from '../../photos/status.ts'
import type { FilterEntries, FilterSection } from './entry.ts'

/** Names in a chip; more of them are a number. */
const named = 3

const list = (names: readonly string[]): string => {
  const shown = joinNames(names.slice(0, named))
  return names.length > named ? t('filters:chip.more', { what: shown, value: names.length - named }) : shown
}

const day = (time: number): string => new Intl.DateTimeFormat(language.current, { dateStyle: 'medium' }).format(time)

/** All filters, in the order of their chips. */
export const filterEntries: FilterEntries = {
  among: { chip: (ids, { foundBy }) => foundBy ?? t('filters:chip.among', { count: ids.length }) },
  text: { chip: (what) => t('filters:chip.text', { what }) },
  status: {
    chip: (all) => t('filters:chip.status', { what: list(all.map((one) => t(`status:${one}`))) }),
    section: 'status',
    any: (counts) =>
      statuses.map((status) => ({
        value: status,
        name: t(`status:${status}`),
        about: t(`status:${status}.means`),
        count: counts?.status[status],
        look: statusLooks[status],
      })),
  },
  classes: { chip: (refs, { nameClass }) => t('filters:chip.classes', { what: list(refs.map(nameClass)) }) },
  labels: { chip: (refs, { nameClass }) => t('filters:chip.labels', { what: list(refs.map(nameClass)) }) },
  predictions: { chip: (refs, { nameClass }) => t('filters:chip.predictions', { what: list(refs.map(nameClass)) }) },
  confidence: {
    chip: ([low, high]) =>
      t('filters:chip.confidence', {
        from: formatNumber(Math.round(100 * low)),
        to: formatNumber(Math.round(100 * high)),
      }),
  },
  agreement: {
    chip: (isSo) => t(isSo ? 'filters:chip.agree' : 'filters:chip.disagree'),
    section: 'heads',
    one: (counts) => [
      { value: true, name: t('filters:agree'), count: counts?.agree },
      { value: false, name: t('filters:disagree'), count: counts?.disagree },
    ],
  },
  modelsAgree: {
    chip: (isSo) => t(isSo ? 'filters:chip.modelsAgree' : 'filters:chip.modelsDiffer'),
    section: 'comparison',
    one: (counts) => [
      { value: true, name: t('comparison:same'), count: counts?.modelsAgree },
      { value: false, name: t('comparison:differs'), count: counts?.modelsDiffer },
    ],
  },
  seconds: { chip: (refs, { nameClass }) => t('filters:chip.seconds', { what: list(refs.map(nameClass)) }) },
  secondHeads: { chip: (heads) => t(`filters:chip.heads.${heads}`) },
  secondMismatch: { chip: (isSo) => t(isSo ? 'filters:chip.secondDiffers' : 'filters:chip.secondSame') },
  mismatch: {
    chip: (isSo) => t(isSo ? 'filters:chip.differs' : 'filters:chip.same'),
    section: 'match',
    one: (counts) => [
      { value: false, name: t('filters:same'), count: counts?.match },
      { value: true, name: t('filters:differs'), count: counts?.mismatch },
    ],
  },
  outside: { chip: (isSo) => t(isSo ? 'filters:chip.outside' : 'filters:chip.inside') },
  authors: {
    chip: (names) => t('filters:chip.authors', { what: list(names) }),
    section: 'authors',
    // Chosen ones stay in the list though nothing passes the other filters.
    any: (counts, chosen = []) =>
      [
        ...chosen
          .filter((name) => counts?.authors.every((one) => one.name !== name) !== false)
          .map((name) => ({ name, count: 0 })),
        ...(counts?.authors ?? []),
      ].map(({ name, count }) => ({ value: name, name, about: name, count, isGiven: true })),
  },
  flagged: {
    chip: (isSo) => t(isSo ? 'filters:chip.flagged' : 'filters:chip.unflagged'),
    section: 'marks',
    one: (counts) => [{ value: true, name: t('filters:flagged'), count: counts?.flagged }],
  },
  noted: {
    chip: (isSo) => t(isSo ? 'filters:chip.noted' : 'filters:chip.unnoted'),
    section: 'marks',
    one: (counts) => [{ value: true, name: t('filters:noted'), count: counts?.noted }],
  },
  conflict: {
    chip: (isSo) => t(isSo ? 'filters:chip.conflict' : 'filters:chip.noConflict'),
    section: 'marks',
    one: (counts) => [
      { value: true, name: t('filters:conflict'), about: t('filters:conflictAbout'), count: counts?.conflict },
    ],
  },
  splits: {
    chip: (all) => t('filters:chip.splits', { what: list(all.map((one) => t(`filters:split.${one}`))) }),
    section: 'split',
    any: (counts) =>
      ([...splits, 'none'] as const).map((split) => ({
        value: split,
        name: t(`filters:split.${split}`),
        count: counts?.splits[split],
      })),
  },
  duplicates: {
    chip: (kind) => t(kind === 'exact' ? 'filters:chip.exact' : 'filters:chip.near'),
    section: 'duplicates',
    one: (counts) =>
      duplicateKinds.map((kind) => ({
        value: kind,
        name: t(`filters:${kind}`),
        count: counts?.duplicates[kind],
      })),
  },
  folder: { chip: ({ path }) => t('filters:chip.folder', { what: path === '' ? '/' : path }) },
  size: {
    chip([low, high]) {
      const [from, to] = [formatBytes(low), formatBytes(high)]
      if (high === Number.MAX_SAFE_INTEGER) return t('filters:chip.sizeFrom', { from })
      return low === 0 ? t('filters:chip.sizeTo', { to }) : t('filters:chip.size', { from, to })
    },
  },
  date: { chip: ([from, to]) => t('filters:chip.date', { from: day(from), to: day(to) }) },
}

/** The panel from top to bottom. */
export const filterSections: readonly FilterSection[] = [
  { id: 'status', title: () => t('filters:status'), isOpenFirst: true },
  { id: 'confidence', control: 'ConfidenceFilter' },
  { id: 'heads', title: () => t('filters:heads'), about: () => t('filters:headsAbout'), isOpenFirst: true },
  {
    id: 'comparison',
    title: () => t('comparison:filter'),
    about: () => t('comparison:filterAbout'),
    isOpenFirst: true,
    isShown: (project) => project?.secondModel != null,
  },
  { id: 'match', title: () => t('filters:match'), about: () => t('filters:matchAbout'), isOpenFirst: true },
  { id: 'classes', control: 'ClassFilter' },
  { id: 'marks', title: () => t('filters:marks') },
  { id: 'authors', title: () => t('filters:authors'), empty: () => t('filters:noLabels') },
  { id: 'split', title: () => t('filters:split') },
  { id: 'duplicates', title: () => t('filters:duplicates'), below: 'FindNearDuplicates' },
  { id: 'folder', control: 'FolderFilter' },
  { id: 'file', control: 'FileFilter' },
]
