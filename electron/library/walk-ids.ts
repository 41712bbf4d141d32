import { setImmediate } from 'node:timers/promises'
import type { Filter } from './filters/index.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, stateCodes } from './columns.ts'
import { select } from './selection.ts'

/** Rows tested in one go: a few milliseconds at most. */
const rowsAtOnce = 20_000

export interface Walk {
  filter: Filter
  /** Images whose maps are kept, or those that are not known to be damaged. */
  that: 'have maps' | 'can be read'
  /** Ids given at once. */
  limit: number
  /** Throws where the walk has become pointless: others had their turn, and may have closed the catalog. */
  check?: () => void
}

/**
 * Ids of all images that pass, rising, some at a time; others have their turn in between.
 * What changes meanwhile counts from there on.
 */
export async function* walkIds(
  index: BrowseIndex,
  { filter, that, limit, check = () => undefined }: Walk,
): AsyncGenerator<number[]> {
  let ids: number[] = []
  for (let after = 0; ;) {
    index.refresh()
    const selection = select(index, filter, 'walk')
    const { count, data } = index.columns
    const passes =
      that === 'have maps'
        ? (row: number) => (data.flags[row]! & flagBits.hasMap) !== 0
        : (row: number) => data.state[row] !== stateCodes.failed
    const first = rowAfter(data.id, count, after)
    const end = Math.min(count, first + rowsAtOnce)
    let row = first
    for (; row < end && ids.length < limit; row++) if (passes(row) && selection.has(row)) ids.push(data.id[row]!)
    if (row > first) after = data.id[row - 1]!
    const isLast = row >= count
    if (ids.length >= limit || (isLast && ids.length > 0)) {
      yield ids
      ids = []
    }
    if (isLast) return
    await setImmediate()
    check()
  }
}

/** The first of `count` rows with a larger id. */
function rowAfter(ids: Float64Array, count: number, id: number): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle]! <= id) low = middle + 1
    else high = middle
  }
  return low
}
