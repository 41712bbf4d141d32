import type { Filter, FilterCounts } from '../../../../electron/api/page.ts'
import type { FilterEntries, FilterEntry, Option } from './entry.ts'

/** An option with its state; `change` is what a click makes of the filter. */
export interface Choice extends Option<unknown> {
  id: string
  isOn: boolean
  change: { [Name in keyof Filter]?: Filter[Name] | undefined }
}

/** Filters that are in a section. */
export const listSection = (entries: FilterEntries, section: string): (keyof Filter)[] =>
  (Object.keys(entries) as (keyof Filter)[]).filter((name) => entries[name].section === section)

/** All that can be ticked in a section. */
export const listChoices = (
  entries: FilterEntries,
  section: string,
  filter: Filter,
  counts: FilterCounts | null,
): Choice[] =>
  listSection(entries, section).flatMap((name) => {
    const { one, any } = entries[name] as FilterEntry<unknown>
    const wanted = filter[name]
    const chosen = (any === undefined ? [wanted] : (wanted ?? [])) as readonly unknown[]
    const options: Option<unknown>[] = one?.(counts) ?? any?.(counts, wanted) ?? []
    return options.map((option) => {
      const isOn = chosen.includes(option.value)
      const others = chosen.filter((other) => other !== option.value)
      const next = any === undefined ? (isOn ? [] : option.value) : isOn ? others : [...others, option.value]
      const isNone = Array.isArray(next) && next.length === 0
      return {
        ...option,
        id: `${name} ${String(option.value)}`,
        isOn,
        change: { [name]: isNone ? undefined : next },
      }
    })
  })
