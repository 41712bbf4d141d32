import type { Filter } from '../contract/project.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, stateCodes } from './columns.ts'
import { select } from './filter.ts'

/** Ids of all images that pass, rising: those whose maps are kept, or those that can be decoded as far as anybody knows. */
export function selectIds(index: BrowseIndex, filter: Filter, that: 'have maps' | 'can be read'): number[] {
  index.refresh()
  const { id, flags, state } = index.columns.data
  const rows = select(index, filter, 'page').gather(Infinity)!
  const passes = that === 'have maps' ? (row: number) => (flags[row]! & flagBits.hasMap) !== 0 : (row: number) => state[row] !== stateCodes.failed
  const ids: number[] = []
  for (const row of rows) if (passes(row)) ids.push(id[row]!)
  return ids
}
