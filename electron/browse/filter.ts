import type { Filter } from '../contract/project.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, gone, splitCodes, statusCodes } from './columns.ts'
import { isIn } from './folders.ts'
import type { TextMatch } from './texts.ts'

/** Filters that are counted without themselves, each with a bit of its own. */
export const facetBits = {
  status: 2, classes: 4, labels: 8, guesses: 16, confidence: 32, agreement: 64, mismatch: 128, authors: 256, flagged: 512, noted: 1024,
  conflict: 2048, splits: 4096, duplicates: 8192, size: 16384, date: 32768,
} as const satisfies Partial<Record<keyof Filter, number>>
/** The bit of all other filters, and of what is never shown. */
const otherBit = 1

/** What a filter says of every image. */
export interface Selection {
  /** By row: the bits of the filters that it does not pass. */
  fails: Uint16Array
  /** The text filter is asked last, and row by row: a page is often full before all were looked at. */
  text: TextMatch | null
}

const kept = new WeakMap<BrowseIndex, { key: string; version: number; selection: Selection }>()

/** Which images pass. The last answer is kept while nothing changes: page after page asks for the same. */
export function select(index: BrowseIndex, filter: Filter): Selection {
  const key = JSON.stringify(filter)
  const known = kept.get(index)
  if (known?.key === key && known.version === index.version) return known.selection
  const selection = { fails: readFails(index, filter), text: filter.text === undefined ? null : index.texts.match(filter.text) }
  kept.set(index, { key, version: index.version, selection })
  return selection
}

function readFails(index: BrowseIndex, filter: Filter): Uint16Array {
  const { columns: { data, count }, labelSets, folders } = index
  const fails = new Uint16Array(count)
  const { classes, labels, guesses, confidence, agreement, status, mismatch, authors, flagged, noted, conflict, splits, duplicates, folder, size, date, among } = filter

  failBytes(fails, data.status, tableOf(gone), otherBit)
  if (status !== undefined) failBytes(fails, data.status, tableOf(...Object.entries(statusCodes).filter(([name]) => !status.includes(name as never)).map(([, code]) => code)), facetBits.status)
  if (agreement !== undefined) failBytes(fails, data.agreement, tableOf(2, agreement ? 0 : 1), facetBits.agreement)
  if (splits !== undefined) failBytes(fails, data.split, tableOf(...Object.entries(splitCodes).filter(([name]) => !splits.includes(name as never)).map(([, code]) => code)), facetBits.splits)
  const failFlag = (bit: number, wanted: boolean, facet: number): void =>
    failBytes(fails, data.flags, Uint8Array.from({ length: 256 }, (_, flags) => Number(((flags & bit) !== 0) !== wanted)), facet)
  if (flagged !== undefined) failFlag(flagBits.flagged, flagged, facetBits.flagged)
  if (noted !== undefined) failFlag(flagBits.noted, noted, facetBits.noted)
  if (conflict !== undefined) failFlag(flagBits.conflict, conflict, facetBits.conflict)

  const ofGuess = (allowed: ReadonlySet<number>): Uint32Array => Uint32Array.from({ length: index.names.names.length + 1 }, (_, guess) => Number(!allowed.has(guess - 1)))
  const ofSet = (allowed: ReadonlySet<number>): Uint32Array => labelSets.table(({ numbers }) => Number(!numbers.some((number) => allowed.has(number))))
  if (classes !== undefined) {
    const allowed = withKinds(index, classes)
    failClasses(fails, data.labelSet, ofSet(allowed), data.guess, ofGuess(allowed), facetBits.classes)
  }
  if (labels !== undefined) failWords(fails, data.labelSet, ofSet(withKinds(index, labels)), facetBits.labels)
  if (guesses !== undefined) failWords(fails, data.guess, ofGuess(withKinds(index, guesses)), facetBits.guesses)
  if (authors !== undefined) failWords(fails, data.labelSet, labelSets.table((set) => Number(!set.labels.some(({ author }) => authors.includes(author)))), facetBits.authors)
  if (mismatch !== undefined) {
    const matches = makeMatcher(index)
    for (let row = 0; row < count; row++) if (matches(row) !== (mismatch ? 0 : 1)) fails[row]! |= facetBits.mismatch
  }
  if (duplicates !== undefined) {
    const groups = data[duplicates]
    for (let row = 0; row < count; row++) if (groups[row] === 0) fails[row]! |= facetBits.duplicates
  }
  if (folder !== undefined) failWords(fails, data.folder, Uint32Array.from(folders.list, (one) => Number(!isIn(one, folder))), otherBit)
  if (confidence !== undefined) failRange(fails, data.confidence, confidence, facetBits.confidence)
  if (size !== undefined) failRange(fails, data.size, size, facetBits.size)
  if (date !== undefined) failRange(fails, data.mtime, date, facetBits.date)
  if (among !== undefined) failAllBut(index, fails, among)
  return fails
}

/** The classes of these names with all kinds of them, as numbers. */
function withKinds({ names, rules }: BrowseIndex, wanted: readonly string[]): Set<number> {
  const numbers = new Set(wanted.flatMap((name) => names.find(name) ?? []))
  for (const [number, line] of rules.lines) if (line.some((above) => above !== number && numbers.has(above))) numbers.add(number)
  return numbers
}

/** Tells of a row whether its guess is one of its labels (1) or not (0); 2 where it has not both. */
export function makeMatcher({ labelSets, columns: { data: { labelSet, guess } } }: BrowseIndex): (row: number) => 0 | 1 | 2 {
  const several = 0xffffffff
  const only = labelSets.table(({ numbers }) => (numbers.length > 1 ? several : (numbers[0] ?? -1) + 1))
  return (row) => {
    const [set, shown] = [labelSet[row]!, guess[row]!]
    if (set === 0 || shown === 0) return 2
    const one = only[set]!
    return (one === several ? labelSets.at(set).numbers.includes(shown - 1) : one === shown) ? 1 : 0
  }
}

const tableOf = (...failing: number[]): Uint8Array => Uint8Array.from({ length: 256 }, (_, code) => Number(failing.includes(code)))

// One function for each kind of array: one that meets several kinds runs many times slower.
function failBytes(fails: Uint16Array, values: Uint8Array, table: Uint8Array, bit: number): void {
  for (let row = 0; row < fails.length; row++) if (table[values[row]!] !== 0) fails[row]! |= bit
}

function failWords(fails: Uint16Array, values: Uint32Array, table: Uint32Array, bit: number): void {
  for (let row = 0; row < fails.length; row++) if (table[values[row]!] !== 0) fails[row]! |= bit
}

function failClasses(fails: Uint16Array, sets: Uint32Array, ofSet: Uint32Array, guesses: Uint32Array, ofGuess: Uint32Array, bit: number): void {
  for (let row = 0; row < fails.length; row++) {
    const set = sets[row]!
    if ((set !== 0 ? ofSet[set] : ofGuess[guesses[row]!]) !== 0) fails[row]! |= bit
  }
}

function failRange(fails: Uint16Array, values: Float64Array, [from, to]: readonly [number, number], bit: number): void {
  for (let row = 0; row < fails.length; row++) {
    const value = values[row]!
    if (value < from || value > to) fails[row]! |= bit
  }
}

function failAllBut({ columns }: BrowseIndex, fails: Uint16Array, ids: readonly number[]): void {
  const isMeant = new Uint8Array(fails.length)
  for (const id of ids) {
    const row = columns.find(id)
    if (row !== -1) isMeant[row] = 1
  }
  for (let row = 0; row < fails.length; row++) if (isMeant[row] === 0) fails[row]! |= otherBit
}
