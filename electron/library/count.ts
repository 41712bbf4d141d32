import type { BrowseIndex } from './browse-index.ts'
import { codeColumns, type FilterCount } from './filters/filter.ts'
import { type Filter, type FilterCounts, filters } from './filters/index.ts'
import { type Selection, select } from './selection.ts'
import { several } from './steps.ts'
import { BinTally, CodeTally, RangeTally, type Tally } from './tally.ts'

/** Rows that are sorted by state before they are counted: few enough that they stay in the processor's cache. */
const chunk = 4096

/** How many images each filter lets through with the others applied, but not itself. One pass over all images. */
export function countImages(index: BrowseIndex, filter: Filter): FilterCounts {
  index.refresh()
  const selection = select(index, filter, 'counts')
  const passing = new Counter()
  const maps = new BinTally(index.columns.data.mapDistance, 1)
  passing.tallies.push(maps)
  const failing = selection.counted.map(() => new Counter())
  const parts = filters.map(({ count }) => {
    if (count === undefined) return () => ({})
    const alone = failing[selection.counted.findIndex((definition) => definition.count === count)]
    return prepare(count, index, alone === undefined ? [passing] : [passing, alone])
  })
  const total = countRows(selection, [passing, ...failing])
  return Object.assign({ total, mapDistances: maps.images[0]! }, ...parts.map((read) => read())) as FilterCounts
}

/** What is counted of rows in one state. */
class Counter {
  readonly tallies: Tally[] = []
  readonly #codes = new Map<Uint32Array, CodeTally>()

  /** Filters by the same column share a tally. */
  countCodes(codes: Uint32Array, size: number): CodeTally {
    const known = this.#codes.get(codes)
    if (known !== undefined) return known
    const tally = this.count(new CodeTally(codes, size))
    this.#codes.set(codes, tally)
    return tally
  }

  count<One extends Tally>(tally: One): One {
    this.tallies.push(tally)
    return tally
  }
}

/** Has these counters count for a filter; gives what reads the result. */
function prepare(count: FilterCount<unknown>, index: BrowseIndex, counters: readonly Counter[]): () => unknown {
  const { data } = index.columns
  if ('codes' in count) {
    const size = codeColumns[count.codes](index)
    const tallies = counters.map((counter) => counter.countCodes(data[count.codes], size))
    return () => count.read(add(tallies), index)
  }
  if ('binsOf' in count) {
    const tallies = counters.map((counter) => counter.count(new BinTally(data[count.binsOf], count.bins)))
    return () => count.read(add(tallies))
  }
  // Of the rows in all states together.
  const tally = new RangeTally(data[count.rangeOf])
  for (const counter of counters) counter.count(tally)
  return () => count.read(tally.range)
}

function add([first, second]: readonly { images: Uint32Array }[]): Uint32Array {
  return second === undefined ? first!.images : first!.images.map((images, code) => images + second.images[code]!)
}

/** Counts all rows, by state; gives how many pass. */
function countRows(selection: Selection, counters: readonly Counter[]): number {
  const failed = selection.readFailed()
  const rows = counters.map(() => new Uint32Array(chunk))
  const lengths = new Uint32Array(counters.length)
  let total = 0
  for (let from = 0; from < failed.length; from += chunk) {
    lengths.fill(0)
    const to = Math.min(from + chunk, failed.length)
    for (let row = from; row < to; row++) {
      const state = failed[row]!
      if (state !== several && selection.hasText(row)) rows[state]![lengths[state]!++] = row
    }
    for (const [state, { tallies }] of counters.entries())
      for (const tally of tallies) tally.add(rows[state]!, lengths[state]!)
    total += lengths[0]!
  }
  return total
}
