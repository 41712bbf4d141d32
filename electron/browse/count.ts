import type { Status } from '../contract/data.ts'
import type { Filter, FilterCounts, NameCount } from '../contract/project.ts'
import { lineOf } from '../labels/guess.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, splitCodes, statusCodes } from './columns.ts'
import { facetBits, makeMatcher, select } from './filter.ts'

const bins = 10

/** The bin of a value from 0 to 1; 1 is in the last one. */
export const binOf = (value: number, count: number): number => Math.min(count - 1, Math.floor(value * count))

/** How many images stand beside every filter; each filter is counted with the others applied, but not itself. One pass over all images. */
export function countImages(index: BrowseIndex, filter: Filter): FilterCounts {
  index.refresh()
  const { fails, text } = select(index, filter)
  const { data } = index.columns
  const { status, flags, agreement, split, labelSet, guess, confidence, exact, near, size, mtime } = data
  const tally = makeTally(index)
  const matches = makeMatcher(index)
  let total = 0
  for (let row = 0; row < fails.length; row++) {
    const fail = fails[row]!
    // Two filters that it does not pass, or one that is never left out: it stands beside none.
    if ((fail & (fail - 1)) !== 0 || fail === 1 || text?.has(row) === false) continue
    if (fail === 0) total++
    const counts = (bit: number): boolean => fail === 0 || fail === bit
    const set = labelSet[row]!
    const shown = guess[row]!
    if (counts(facetBits.status)) tally.status[status[row]!]!++
    if (counts(facetBits.classes)) {
      if (set !== 0) tally.classesBySet[set]!++
      else tally.classesByGuess[shown]!++
    }
    if (counts(facetBits.labels)) tally.labels[set]!++
    if (counts(facetBits.authors)) tally.authors[set]!++
    if (counts(facetBits.guesses)) tally.guesses[shown]!++
    if (counts(facetBits.confidence) && shown !== 0) tally.confidence[binOf(confidence[row]!, bins)]!++
    if (counts(facetBits.agreement)) tally.agreement[agreement[row]!]!++
    if (counts(facetBits.mismatch)) tally.match[matches(row)]!++
    const flag = flags[row]!
    if (counts(facetBits.flagged) && (flag & flagBits.flagged) !== 0) tally.flagged++
    if (counts(facetBits.noted) && (flag & flagBits.noted) !== 0) tally.noted++
    if (counts(facetBits.conflict) && (flag & flagBits.conflict) !== 0) tally.conflict++
    if (counts(facetBits.splits)) tally.split[split[row]!]!++
    if (counts(facetBits.duplicates)) {
      if (exact[row] !== 0) tally.exact++
      if (near[row] !== 0) tally.near++
    }
    if (counts(facetBits.size)) extend(tally.size, size[row]!)
    if (counts(facetBits.date)) extend(tally.date, mtime[row]!)
  }
  return readCounts(index, total, tally)
}

function makeTally({ labelSets, names: { names } }: BrowseIndex) {
  const perSet = (): Uint32Array => new Uint32Array(labelSets.size)
  const perGuess = (): Uint32Array => new Uint32Array(names.length + 1)
  return {
    status: new Uint32Array(8), agreement: new Uint32Array(3), match: new Uint32Array(3), split: new Uint32Array(4), confidence: new Uint32Array(bins),
    classesBySet: perSet(), classesByGuess: perGuess(), labels: perSet(), authors: perSet(), guesses: perGuess(),
    flagged: 0, noted: 0, conflict: 0, exact: 0, near: 0, size: new Float64Array([Infinity, -Infinity]), date: new Float64Array([Infinity, -Infinity]),
  }
}

function extend(range: Float64Array, value: number): void {
  if (value < range[0]!) range[0] = value
  if (value > range[1]!) range[1] = value
}

function readCounts(index: BrowseIndex, total: number, tally: ReturnType<typeof makeTally>): FilterCounts {
  const readRange = ([from, to]: Float64Array): [number, number] | null => (from! > to! ? null : [from!, to!])
  const read = <Name extends string>(codes: Record<Name, number>, counts: Uint32Array): Record<Name, number> =>
    Object.fromEntries(Object.entries<number>(codes).map(([name, code]) => [name, counts[code]!])) as Record<Name, number>
  const none = new Uint32Array(0)
  return {
    total,
    status: read<Status>(statusCodes, tally.status),
    classes: countClasses(index, tally.classesBySet, tally.classesByGuess),
    labels: countClasses(index, tally.labels, none),
    guesses: countClasses(index, none, tally.guesses),
    agree: tally.agreement[1]!, disagree: tally.agreement[0]!,
    match: tally.match[1]!, mismatch: tally.match[0]!,
    authors: countAuthors(index, tally.authors),
    flagged: tally.flagged, noted: tally.noted, conflict: tally.conflict,
    splits: read(splitCodes, tally.split),
    duplicates: { exact: tally.exact, near: tally.near },
    size: readRange(tally.size), date: readRange(tally.date),
    confidence: [...tally.confidence],
  }
}

/** Images by class, each also with every class that it is a kind of: as many as the filter of that name lets through. */
function countClasses({ rules, labelSets, names: { names } }: BrowseIndex, bySet: Uint32Array, byGuess: Uint32Array): NameCount[] {
  const counts = new Map<number, number>()
  const add = (numbers: readonly number[], images: number): void => {
    for (const number of new Set(numbers.flatMap((one) => lineOf(rules, one)))) counts.set(number, (counts.get(number) ?? 0) + images)
  }
  for (let set = 1; set < bySet.length; set++) if (bySet[set] !== 0) add(labelSets.at(set).numbers, bySet[set]!)
  for (let guess = 1; guess < byGuess.length; guess++) if (byGuess[guess] !== 0) add([guess - 1], byGuess[guess]!)
  return mostFirst([...counts].map(([number, count]) => ({ name: names[number]!, count })))
}

function countAuthors({ labelSets }: BrowseIndex, bySet: Uint32Array): NameCount[] {
  const counts = new Map<string, number>()
  for (let set = 1; set < bySet.length; set++) {
    if (bySet[set] === 0) continue
    for (const author of new Set(labelSets.at(set).labels.map((label) => label.author))) counts.set(author, (counts.get(author) ?? 0) + bySet[set]!)
  }
  return mostFirst([...counts].map(([name, count]) => ({ name, count })))
}

const mostFirst = (counts: NameCount[]): NameCount[] =>
  counts.sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1))
