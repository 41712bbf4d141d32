import type { Filter } from '../contract/project.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, gone, kindFields, kinds, readField, splitCodes, statusCodes } from './columns.ts'
import { isIn } from './folders.ts'
import { interleave } from './sort.ts'
import type { TextMatch } from './texts.ts'

/** Filters that are counted without themselves, each with a bit of its own. */
export const facetBits = {
  status: 2, classes: 4, labels: 8, guesses: 16, confidence: 32, agreement: 64, mismatch: 128, authors: 256, flagged: 512, noted: 1024,
  conflict: 2048, splits: 4096, duplicates: 8192, size: 16384, date: 32768,
} as const satisfies Partial<Record<keyof Filter, number>>
/** The bit of all other filters, and of what is never shown. */
export const otherBit = 1

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
  const { classes, labels, guesses, confidence, authors, folder, size, date, among } = filter
  failKinds(fails, data.kind, tableOfKinds(filter))
  const ofGuess = (allowed: ReadonlySet<number>): Uint32Array => Uint32Array.from({ length: index.names.names.length + 1 }, (_, guess) => Number(!allowed.has(guess - 1)))
  const ofSet = (allowed: ReadonlySet<number>): Uint32Array => labelSets.table(({ numbers }) => Number(!numbers.some((number) => allowed.has(number))))
  if (classes !== undefined) {
    const allowed = withKinds(index, classes)
    failWords(fails, data.shown, interleave(ofGuess(allowed), ofSet(allowed)), facetBits.classes)
  }
  if (labels !== undefined) failWords(fails, data.labelSet, ofSet(withKinds(index, labels)), facetBits.labels)
  if (guesses !== undefined) failWords(fails, data.guess, ofGuess(withKinds(index, guesses)), facetBits.guesses)
  if (authors !== undefined) failWords(fails, data.labelSet, labelSets.table((set) => Number(!set.labels.some(({ author }) => authors.includes(author)))), facetBits.authors)
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

/** By kind: the bits of the filters that its small properties do not pass. */
function tableOfKinds({ status, agreement, splits, mismatch, flagged, noted, conflict, duplicates }: Filter): Uint16Array {
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
  if (mismatch !== undefined) fail('match', facetBits.mismatch, (code) => code !== Number(!mismatch))
  if (duplicates !== undefined) fail(duplicates, facetBits.duplicates, (code) => code === 0)
  failFlag(flagBits.flagged, flagged, facetBits.flagged)
  failFlag(flagBits.noted, noted, facetBits.noted)
  failFlag(flagBits.conflict, conflict, facetBits.conflict)
  return table
}

// One function for each kind of array: one that meets several kinds runs many times slower.
function failKinds(fails: Uint16Array, values: Uint16Array, table: Uint16Array): void {
  for (let row = 0; row < fails.length; row++) fails[row] = table[values[row]!]!
}

function failWords(fails: Uint16Array, values: Uint32Array, table: Uint32Array, bit: number): void {
  for (let row = 0; row < fails.length; row++) if (table[values[row]!] !== 0) fails[row]! |= bit
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
