import type { ClassReport, ImportResult } from '../../../../electron/api/page.ts'
import { t } from '../../../i18n/i18n.svelte.ts'
import { capOfKey } from '../../../app/keys/class-keys.ts'
import { joinNames } from '../../../i18n/isolate.ts'

/** Names listed in one sentence. */
const namesListed = 12

/** What an import did, one sentence a line; names that fit no photo are listed apart. */
export function describeImport({ added, same, conflicts, newClasses, ...report }: ImportResult): string[] {
  const lines = [
    ...(added > 0 ? [t('people:added', { count: added })] : []),
    ...(same > 0 ? [t('people:same', { count: same })] : []),
    ...(conflicts > 0 ? [t('people:conflicts', { count: conflicts })] : []),
    ...(newClasses.length > 0
      ? [t('people:newClasses', { count: newClasses.length, names: listNames(newClasses) })]
      : []),
    ...describeClasses(report),
  ]
  return added + conflicts + newClasses.length === 0 ? [t('people:nothing'), ...lines] : lines
}

/** What is not as asked for of the classes that an import names, one sentence a line. */
export const describeClasses = ({ sameNames, changedKeys }: ClassReport): string[] => [
  ...(sameNames.length > 0
    ? [
        t('people:sameNames', {
          count: sameNames.length,
          names: listNames(sameNames.map(({ name, taken }) => `${name} → ${taken}`)),
        }),
      ]
    : []),
  ...(changedKeys.length > 0
    ? [
        t('people:changedKeys', {
          count: changedKeys.length,
          names: listNames(changedKeys.map(({ name, wanted, given }) => sayKey(name, wanted, given))),
        }),
      ]
    : []),
]

const sayKey = (name: string, wanted: string, given: string | null): string =>
  t('people:changedKey', {
    name,
    from: capOfKey(wanted),
    to: given === null ? t('people:noKey') : capOfKey(given),
  })

/** Names one after the other; of many the first, and how many more there are. */
export function listNames(names: readonly string[], most = namesListed): string {
  const shown = joinNames(names.slice(0, most))
  return names.length <= most ? shown : `${shown} ${t('people:andMore', { count: names.length - most })}`
}

export const kappaWords = ['poor', 'slight', 'fair', 'moderate', 'substantial', 'almostPerfect'] as const

/** What a kappa is called (Landis and Koch 1977, table 2): below 0 poor, then fifths up to 1. */
export function nameKappa(kappa: number): (typeof kappaWords)[number] {
  if (kappa < 0) return 'poor'
  // The scale's bounds have two digits: 0.20 is slight and 0.21 fair.
  const rounded = Math.round(kappa * 100)
  return kappaWords[Math.min(5, Math.max(1, Math.ceil(rounded / 20)))]!
}
