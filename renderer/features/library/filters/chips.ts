import type { Filter } from '../../../../electron/api/page.ts'
import type { ChipWords, FilterEntry } from './entry.ts'
import { filterEntries } from './filters.ts'

/** One part of the filter as a person reads it; `part` takes it away. */
export interface Chip {
  part: keyof Filter
  text: string
}

/** The filter's parts in a fixed order. */
export function listChips(filter: Filter, words: ChipWords): Chip[] {
  return (Object.keys(filterEntries) as (keyof Filter)[]).flatMap((part) => {
    const value = filter[part]
    return value === undefined ? [] : [{ part, text: (filterEntries[part] as FilterEntry<unknown>).chip(value, words) }]
  })
}
