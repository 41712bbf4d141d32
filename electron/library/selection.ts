import type { BrowseIndex } from './browse-index.ts'
import { gone } from './columns.ts'
import { codeColumns, type CodeColumn, type FilterDefinition, type Predicate } from './filters/filter.ts'
import { type Filter, listActive } from './filters/index.ts'
import { statusProperty } from './filters/status.ts'
import { failCodes, failRange, failRows, several, type Step } from './steps.ts'
import type { TextMatch } from './texts.ts'

/** Rows are compared so many at a time: a page is often full before all were compared. */
const chunkBits = 8
const chunk = 1 << chunkBits

/** What a filter says of every image. */
export class Selection {
  /** Filters of which it is known which rows they fail alone: the first has the state 1 in `readFailed`, the next 2. */
  readonly counted: readonly FilterDefinition[]
  readonly #steps: readonly Step[]
  readonly #failed: Uint8Array
  readonly #isDone: Uint8Array
  #left: number
  /** By chunk: how many of its rows pass. */
  readonly #passing: Uint16Array
  /** Compared last. */
  readonly #text: TextMatch | null

  /** `before` gives its memory away: a megabyte a filter would have the garbage collector stop a page now and then. */
  constructor(count: number, { counted, steps, text }: Plan, before?: Selection) {
    this.counted = counted
    this.#steps = steps
    this.#failed = before !== undefined && before.#failed.length === count ? before.#failed : new Uint8Array(count)
    this.#isDone = new Uint8Array(Math.ceil(count / chunk))
    this.#passing = new Uint16Array(this.#isDone.length)
    this.#left = this.#isDone.length
    this.#text = text
  }

  /** Whether the row passes all filters. */
  has(row: number): boolean {
    if (this.#isDone[row >>> chunkBits] === 0) this.#compare(row >>> chunkBits)
    return this.#failed[row] === 0 && this.hasText(row)
  }

  /**
   * By row: 0 where it passes, the state of the counted filter that alone it fails,
   * or `several`; of the text, `hasText` knows.
   */
  readFailed(): Uint8Array {
    this.#compareAll()
    return this.#failed
  }

  hasText(row: number): boolean {
    return this.#text?.has(row) !== false
  }

  /** The rows that pass, in no order that means anything; null where they are more than `most`, the text left out. */
  gather(most: number): Uint32Array | null {
    this.#compareAll()
    const total = this.#passing.reduce((sum, passing) => sum + passing, 0)
    if (total > most) return null
    const rows = new Uint32Array(total)
    let length = 0
    for (let one = 0; one < this.#passing.length; one++) {
      if (this.#passing[one] === 0) continue
      for (let row = one << chunkBits; row < Math.min((one + 1) << chunkBits, this.#failed.length); row++) {
        if (this.#failed[row] === 0 && this.hasText(row)) rows[length++] = row
      }
    }
    return rows.subarray(0, length)
  }

  #compareAll(): void {
    for (let one = 0; this.#left > 0 && one < this.#isDone.length; one++)
      if (this.#isDone[one] === 0) this.#compare(one)
  }

  #compare(one: number): void {
    const from = one << chunkBits
    const to = Math.min(from + chunk, this.#failed.length)
    this.#failed.fill(0, from, to)
    let passing = to - from
    for (const step of this.#steps) {
      passing = step(this.#failed, from, to)
      // Whether one filter or several fail a row is of interest only where they are counted.
      if (passing === 0 && this.counted.length === 0) break
    }
    this.#passing[one] = passing
    this.#isDone[one] = 1
    this.#left--
  }
}

/** How a filter is compared. */
interface Plan {
  counted: readonly FilterDefinition[]
  steps: readonly Step[]
  text: TextMatch | null
}

/** `walk`: all that pass, a stretch at a time, while others ask for pages. */
type Purpose = 'page' | 'counts' | 'walk'
const kept = new WeakMap<BrowseIndex, Map<Purpose, { key: string; version: number; selection: Selection }>>()

/** Which images pass. The last answer is kept while nothing changes: page after page asks for the same. */
export function select(index: BrowseIndex, filter: Filter, purpose: Purpose): Selection {
  const key = JSON.stringify(filter)
  const last = kept.get(index) ?? new Map<Purpose, { key: string; version: number; selection: Selection }>()
  kept.set(index, last)
  const known = last.get(purpose)
  if (known?.key === key && known.version === index.version) return known.selection
  const selection = new Selection(index.columns.count, makePlan(index, filter, purpose), known?.selection)
  last.set(purpose, { key, version: index.version, selection })
  return selection
}

function makePlan(index: BrowseIndex, filter: Filter, purpose: Purpose): Plan {
  const active = listActive(filter)
  const counted =
    purpose === 'counts' ? active.map(({ definition }) => definition).filter(({ count }) => count !== undefined) : []
  const { data } = index.columns
  const steps: Step[] = []
  const ranges: Step[] = []
  /** Filters by the same column are compared by one table. */
  const tables = new Map<CodeColumn, Uint8Array>()
  let text: TextMatch | null = null
  const add = (predicate: Predicate, state: number): void => {
    if ('text' in predicate) text = predicate.text
    else if ('rows' in predicate) steps.push(failRows(predicate.rows, state))
    else if ('range' in predicate) ranges.push(failRange(data[predicate.numbers], predicate.range, state))
    else {
      const { codes: column, passes } = predicate
      const table = tables.get(column) ?? new Uint8Array(codeColumns[column](index))
      tables.set(column, table)
      for (let code = 0; code < table.length; code++)
        if (passes[code] !== 1) table[code] = table[code] === 0 ? state : several
    }
  }
  for (const { definition, wanted } of active) {
    const place = counted.indexOf(definition)
    add(definition.match(wanted, index), place === -1 ? several : place + 1)
  }
  // What is no longer in its folder is never shown.
  const passes = Uint8Array.from(index.kinds.table(statusProperty), (code) => Number(code !== gone))
  add({ codes: 'kind', passes }, several)
  for (const [column, table] of tables) steps.push(failCodes(data[column], table))
  return { counted, steps: [...steps, ...ranges], text }
}
