import type { Filter } from './filter-schema.ts'
import type { BrowseIndex } from './browse-index.ts'
import {
  countKinds,
  flagBits,
  gone,
  headCodes,
  type kindFields,
  opinionCodes,
  readField,
  readSide,
  sides,
  splitCodes,
  statusCodes,
} from './columns.ts'
import { isIn } from './folders.ts'
import { interleave } from './sort.ts'
import type { TextMatch } from './texts.ts'

/** Filters that are counted without themselves, each with a bit of its own. */
export const facetBits = {
  opinion: 1,
  status: 2,
  classes: 4,
  labels: 8,
  guesses: 16,
  confidence: 32,
  agreement: 64,
  mismatch: 128,
  authors: 256,
  flagged: 512,
  noted: 1024,
  conflict: 2048,
  splits: 4096,
  duplicates: 8192,
  size: 16384,
  date: 32768,
} as const satisfies Partial<Record<keyof Filter, number>>
/** Of all other filters, and of what is never shown. Two bits, as what fails two filters: it is counted beside none. */
export const otherBit = 3

/** Rows are asked about one after the other, and looked at so many at a time: a page is often full before all were looked at. */
const chunkBits = 8
const chunk = 1 << chunkBits

/** Adds the bit of a filter to every row of a span that it does not let through; gives how many rows pass until then. */
type Step = (fails: Uint16Array, from: number, to: number) => number

/** What a filter says of every image. */
export class Selection {
  readonly #steps: readonly Step[]
  readonly #fails: Uint16Array
  readonly #isDone: Uint8Array
  #left: number
  /** By chunk: how many of its rows pass. */
  readonly #passing: Uint16Array
  /** Whether every bit is wanted; otherwise a chunk that has nothing left is not asked about the other filters. */
  readonly #isExact: boolean
  /** The text filter is asked last. */
  readonly #text: TextMatch | null

  /** `before` gives its memory away: two megabytes a filter would have the garbage collector stop a page now and then. */
  constructor(
    count: number,
    { steps, text, isExact }: { steps: readonly Step[]; text: TextMatch | null; isExact: boolean },
    before?: Selection,
  ) {
    this.#steps = steps
    this.#fails = before !== undefined && before.#fails.length === count ? before.#fails : new Uint16Array(count)
    this.#isDone = new Uint8Array(Math.ceil(count / chunk))
    this.#passing = new Uint16Array(this.#isDone.length)
    this.#left = this.#isDone.length
    this.#isExact = isExact
    this.#text = text
  }

  /** Whether the row passes all filters. */
  has(row: number): boolean {
    if (this.#isDone[row >>> chunkBits] === 0) this.#look(row >>> chunkBits)
    return this.#fails[row] === 0 && this.hasText(row)
  }

  /** By row: the bits of the filters that it does not pass; of the text, `hasText` knows. */
  readFails(): Uint16Array {
    this.#lookAtAll()
    return this.#fails
  }

  hasText(row: number): boolean {
    return this.#text?.has(row) !== false
  }

  /** The rows that pass, in no order that means anything; null where they are more than `most`, the text left out. */
  gather(most: number): Uint32Array | null {
    this.#lookAtAll()
    const total = this.#passing.reduce((sum, passing) => sum + passing, 0)
    if (total > most) return null
    const rows = new Uint32Array(total)
    let length = 0
    for (let one = 0; one < this.#passing.length; one++) {
      if (this.#passing[one] === 0) continue
      for (let row = one << chunkBits; row < Math.min((one + 1) << chunkBits, this.#fails.length); row++) {
        if (this.#fails[row] === 0 && this.hasText(row)) rows[length++] = row
      }
    }
    return rows.subarray(0, length)
  }

  #lookAtAll(): void {
    for (let one = 0; this.#left > 0 && one < this.#isDone.length; one++) if (this.#isDone[one] === 0) this.#look(one)
  }

  #look(one: number): void {
    const from = one << chunkBits
    const to = Math.min(from + chunk, this.#fails.length)
    this.#fails.fill(0, from, to)
    let passing = to - from
    for (const step of this.#steps) {
      passing = step(this.#fails, from, to)
      if (passing === 0 && !this.#isExact) break
    }
    this.#passing[one] = passing
    this.#isDone[one] = 1
    this.#left--
  }
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
  const text = filter.text === undefined ? null : index.texts.match(filter.text)
  const selection = new Selection(
    index.columns.count,
    { steps: readSteps(index, filter), text, isExact: purpose === 'counts' },
    known?.selection,
  )
  last.set(purpose, { key, version: index.version, selection })
  return selection
}

/** One step a filter, those first that usually let the fewest through. */
function readSteps(index: BrowseIndex, filter: Filter): Step[] {
  const {
    columns: { data },
    labelSets,
    folders,
  } = index
  const {
    classes,
    labels,
    guesses,
    confidence,
    authors,
    folder,
    size,
    date,
    among,
    seconds,
    secondHeads,
    secondMismatch,
  } = filter
  const steps: Step[] = []
  if (among !== undefined) steps.push(failAllBut(index, among))
  if (folder !== undefined)
    steps.push(
      failWords(
        data.folder,
        Uint32Array.from(folders.list, (one) => Number(!isIn(one, folder))),
        otherBit,
      ),
    )
  const ofGuess = (allowed: ReadonlySet<number>): Uint32Array =>
    Uint32Array.from({ length: index.names.names.length + 1 }, (_, guess) => Number(!allowed.has(guess - 1)))
  const ofSet = (allowed: ReadonlySet<number>): Uint32Array =>
    labelSets.table(({ numbers }) => Number(!numbers.some((number) => allowed.has(number))))
  if (classes !== undefined) {
    const allowed = withKinds(index, classes)
    steps.push(failWords(data.shown, interleave(ofGuess(allowed), ofSet(allowed)), facetBits.classes))
  }
  if (labels !== undefined) steps.push(failWords(data.labelSet, ofSet(withKinds(index, labels)), facetBits.labels))
  if (guesses !== undefined) steps.push(failWords(data.guess, ofGuess(withKinds(index, guesses)), facetBits.guesses))
  if (authors !== undefined)
    steps.push(
      failWords(
        data.labelSet,
        labelSets.table((set) => Number(!set.labels.some(({ author }) => authors.includes(author)))),
        facetBits.authors,
      ),
    )
  if (seconds !== undefined || secondHeads !== undefined || secondMismatch !== undefined) {
    if (index.view.secondId === null) return [failAll]
    if (seconds !== undefined) steps.push(failWords(data.second, ofGuess(withKinds(index, seconds)), otherBit))
    steps.push(failSides(data.side, tableOfSides(filter)))
  }
  steps.push(failKinds(data.kind, tableOfKinds(filter, countKinds(index.view.secondId !== null))))
  if (confidence !== undefined) steps.push(failRange(data.confidence, confidence, facetBits.confidence))
  if (size !== undefined) steps.push(failRange(data.size, size, facetBits.size))
  if (date !== undefined) steps.push(failRange(data.mtime, date, facetBits.date))
  return steps
}

/** The classes of these names with all kinds of them, as numbers. */
function withKinds({ names, rules }: BrowseIndex, wanted: readonly string[]): Set<number> {
  const numbers = new Set(wanted.flatMap((name) => names.find(name) ?? []))
  for (const [number, line] of rules.lines)
    if (line.some((above) => above !== number && numbers.has(above))) numbers.add(number)
  return numbers
}

/** By kind: the bits of the filters that its small properties do not pass. */
function tableOfKinds(
  { status, agreement, splits, mismatch, flagged, noted, conflict, duplicates, opinion }: Filter,
  kinds: number,
): Uint16Array {
  const table = new Uint16Array(kinds)
  const fail = (field: keyof typeof kindFields, bit: number, isFailing: (value: number) => boolean): void => {
    for (let kind = 0; kind < kinds; kind++) if (isFailing(readField(kind, field))) table[kind]! |= bit
  }
  const failFlag = (flag: number, wanted: boolean | undefined, bit: number): void => {
    if (wanted !== undefined) fail('flags', bit, (flags) => ((flags & flag) !== 0) !== wanted)
  }
  fail('status', otherBit, (code) => code === gone)
  if (status !== undefined) {
    const wanted = status.map((name): number => statusCodes[name])
    fail('status', facetBits.status, (code) => !wanted.includes(code))
  }
  if (splits !== undefined) {
    const wanted = splits.map((name) => splitCodes[name])
    fail('split', facetBits.splits, (code) => !wanted.includes(code))
  }
  if (agreement !== undefined) fail('agreement', facetBits.agreement, (code) => code !== Number(agreement))
  if (opinion !== undefined)
    fail('opinion', facetBits.opinion, (code) => code !== (opinion ? opinionCodes.same : opinionCodes.differs))
  if (mismatch !== undefined) fail('match', facetBits.mismatch, (code) => code !== Number(!mismatch))
  if (duplicates !== undefined) fail(duplicates, facetBits.duplicates, (code) => code === 0)
  failFlag(flagBits.flagged, flagged, facetBits.flagged)
  failFlag(flagBits.noted, noted, facetBits.noted)
  failFlag(flagBits.conflict, conflict, facetBits.conflict)
  return table
}

/** By side: whether one of the filters lets it not pass. */
function tableOfSides({ secondHeads, secondMismatch }: Filter): Uint8Array {
  return Uint8Array.from({ length: sides }, (_, side) =>
    Number(
      (secondHeads !== undefined && readSide(side, 'heads') !== headCodes[secondHeads]) ||
        (secondMismatch !== undefined && readSide(side, 'match') !== Number(!secondMismatch)),
    ),
  )
}

const failAll: Step = (fails, from, to) => {
  fails.fill(otherBit, from, to)
  return 0
}

// One function for each kind of array: one that meets several kinds runs many times slower.
const failKinds =
  (values: Uint16Array, table: Uint16Array): Step =>
  (fails, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      const fail = fails[row]! | table[values[row]!]!
      fails[row] = fail
      if (fail === 0) passing++
    }
    return passing
  }

const failWords =
  (values: Uint32Array, table: Uint32Array, bit: number): Step =>
  (fails, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      if (table[values[row]!] !== 0) fails[row]! |= bit
      else if (fails[row] === 0) passing++
    }
    return passing
  }

const failSides =
  (values: Uint8Array, table: Uint8Array): Step =>
  (fails, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      if (table[values[row]!] !== 0) fails[row]! |= otherBit
      else if (fails[row] === 0) passing++
    }
    return passing
  }

const failRange =
  (values: Float64Array, [least, most]: readonly [number, number], bit: number): Step =>
  (fails, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      const value = values[row]!
      if (value < least || value > most) fails[row]! |= bit
      else if (fails[row] === 0) passing++
    }
    return passing
  }

function failAllBut({ columns }: BrowseIndex, ids: readonly number[]): Step {
  const isMeant = new Uint8Array(columns.count)
  for (const id of ids) {
    const row = columns.find(id)
    if (row !== -1) isMeant[row] = 1
  }
  return (fails, from, to) => {
    let passing = 0
    for (let row = from; row < to; row++) {
      if (isMeant[row] === 0) fails[row]! |= otherBit
      else if (fails[row] === 0) passing++
    }
    return passing
  }
}
