import type { Status } from '../catalog/rows.ts'
import type { Filter } from './filter-schema.ts'
import type { FilterCounts, NameCount } from './calls.ts'
import { lineOf } from '../catalog/shown-prediction.ts'
import type { BrowseIndex } from './browse-index.ts'
import { countKinds, flagBits, kindFields, opinionCodes, readField, splitCodes, statusCodes } from './columns.ts'
import { facetBits, select } from './filter.ts'

const bins = 10

/** The bin of a value from 0 to 1; 1 is in the last one. */
export const binOf = (value: number, count: number): number => Math.min(count - 1, Math.floor(value * count))

/** How many images stand beside every filter; each filter is counted with the others applied, but not itself. One pass over all images. */
export function countImages(index: BrowseIndex, filter: Filter): FilterCounts {
  index.refresh()
  const selection = select(index, filter, 'counts')
  const fails = selection.readFails()
  const { kind, shown, labelSet, guess, confidence, mapDistance, size, mtime } = index.columns.data
  const kinds = countKinds(index.view.secondId !== null)
  const tally = makeTally(index, filter, kinds)
  const { byKind, slots } = tally
  for (let row = 0; row < fails.length; row++) {
    const fail = fails[row]!
    // Two filters that it does not pass, or one that is never left out: it stands beside none.
    if ((fail & (fail - 1)) !== 0 || !selection.hasText(row)) continue
    byKind[slots[32 - Math.clz32(fail)]! * kinds + kind[row]!]!++
    const best = guess[row]!
    if (fail === 0 || fail === facetBits.classes) tally.classes[shown[row]!]!++
    if (fail === 0 || fail === facetBits.labels) tally.labels[labelSet[row]!]!++
    if (fail === 0 || fail === facetBits.authors) tally.authors[labelSet[row]!]!++
    if (fail === 0 || fail === facetBits.guesses) tally.guesses[best]!++
    if (best !== 0 && (fail === 0 || fail === facetBits.confidence)) tally.confidence[binOf(confidence[row]!, bins)]!++
    if (fail === 0 && mapDistance[row]! >= 0) tally.mapDistances[0]!++
    if (fail === 0 || fail === facetBits.size) extend(tally.size, size[row]!)
    if (fail === 0 || fail === facetBits.date) extend(tally.date, mtime[row]!)
  }
  return readCounts(index, tally, kinds)
}

function makeTally({ labelSets, names: { names } }: BrowseIndex, filter: Filter, kinds: number) {
  /** By the length of a filter's bit: where what fails it alone is counted; 0 for what passes all. */
  const slots = new Uint8Array(17)
  const facets = Object.entries(facetBits).filter(([name]) => filter[name as keyof Filter] !== undefined)
  for (const [place, [, bit]] of facets.entries()) slots[32 - Math.clz32(bit)] = place + 1
  return {
    slots,
    /** By slot and kind. */
    byKind: new Uint32Array((facets.length + 1) * kinds),
    classes: new Uint32Array(2 * Math.max(labelSets.size, names.length + 1)),
    labels: new Uint32Array(labelSets.size),
    authors: new Uint32Array(labelSets.size),
    guesses: new Uint32Array(names.length + 1),
    confidence: new Uint32Array(bins),
    mapDistances: new Uint32Array(1),
    size: new Float64Array([Infinity, -Infinity]),
    date: new Float64Array([Infinity, -Infinity]),
  }
}

function extend(range: Float64Array, value: number): void {
  if (value < range[0]!) range[0] = value
  if (value > range[1]!) range[1] = value
}

function readCounts(index: BrowseIndex, tally: ReturnType<typeof makeTally>, kinds: number): FilterCounts {
  /** Most kinds do not occur. */
  const occurring = Array.from({ length: tally.byKind.length / kinds }, (_, slot): [kind: number, images: number][] => {
    const found: [number, number][] = []
    for (let kind = 0; kind < kinds; kind++)
      if (tally.byKind[slot * kinds + kind] !== 0) found.push([kind, tally.byKind[slot * kinds + kind]!])
    return found
  })
  const readRange = ([from, to]: Float64Array): [number, number] | null => (from! > to! ? null : [from!, to!])
  /** Images by a small property, its own filter left out. */
  const count = (field: keyof typeof kindFields, bit: number): number[] => {
    const counts = new Array<number>(1 << kindFields[field][1]).fill(0)
    for (const slot of new Set([0, tally.slots[32 - Math.clz32(bit)]!]))
      for (const [kind, images] of occurring[slot]!) counts[readField(kind, field)]! += images
    return counts
  }
  const countFlag = (flag: number, bit: number): number =>
    count('flags', bit).reduce((sum, images, flags) => ((flags & flag) === 0 ? sum : sum + images), 0)
  const read = <Name extends string>(codes: Record<Name, number>, counts: readonly number[]): Record<Name, number> =>
    Object.fromEntries(Object.entries<number>(codes).map(([name, code]) => [name, counts[code]!])) as Record<
      Name,
      number
    >
  const [agreement, match, opinion] = [
    count('agreement', facetBits.agreement),
    count('match', facetBits.mismatch),
    count('opinion', facetBits.opinion),
  ]
  const [byGuess, bySet] = [
    tally.classes.filter((_, code) => code % 2 === 0),
    tally.classes.filter((_, code) => code % 2 === 1),
  ]
  const none = new Uint32Array(0)
  return {
    total: occurring[0]!.reduce((sum, [, images]) => sum + images, 0),
    status: read<Status>(statusCodes, count('status', facetBits.status)),
    classes: countClasses(index, bySet, byGuess),
    labels: countClasses(index, tally.labels, none),
    guesses: countClasses(index, none, tally.guesses),
    agree: agreement[1]!,
    disagree: agreement[0]!,
    sameOpinion: opinion[opinionCodes.same]!,
    otherOpinion: opinion[opinionCodes.differs]!,
    mapDistances: tally.mapDistances[0]!,
    match: match[1]!,
    mismatch: match[0]!,
    authors: countAuthors(index, tally.authors),
    flagged: countFlag(flagBits.flagged, facetBits.flagged),
    noted: countFlag(flagBits.noted, facetBits.noted),
    conflict: countFlag(flagBits.conflict, facetBits.conflict),
    splits: read(splitCodes, count('split', facetBits.splits)),
    duplicates: { exact: count('exact', facetBits.duplicates)[1]!, near: count('near', facetBits.duplicates)[1]! },
    size: readRange(tally.size),
    date: readRange(tally.date),
    confidence: [...tally.confidence],
  }
}

/** Images by class, each also with every class that it is a kind of: as many as the filter of that name lets through. */
function countClasses(
  { rules, labelSets, names: { names } }: BrowseIndex,
  bySet: Uint32Array,
  byGuess: Uint32Array,
): NameCount[] {
  const counts = new Map<number, number>()
  const add = (numbers: readonly number[], images: number): void => {
    for (const number of new Set(numbers.flatMap((one) => lineOf(rules, one))))
      counts.set(number, (counts.get(number) ?? 0) + images)
  }
  for (let set = 1; set < bySet.length; set++) if (bySet[set] !== 0) add(labelSets.at(set).numbers, bySet[set]!)
  for (let guess = 1; guess < byGuess.length; guess++) if (byGuess[guess] !== 0) add([guess - 1], byGuess[guess]!)
  return mostFirst([...counts].map(([number, count]) => ({ name: names[number]!, count })))
}

function countAuthors({ labelSets }: BrowseIndex, bySet: Uint32Array): NameCount[] {
  const counts = new Map<string, number>()
  for (let set = 1; set < bySet.length; set++) {
    if (bySet[set] === 0) continue
    for (const author of new Set(labelSets.at(set).labels.map((label) => label.author)))
      counts.set(author, (counts.get(author) ?? 0) + bySet[set]!)
  }
  return mostFirst([...counts].map(([name, count]) => ({ name, count })))
}

const mostFirst = (counts: NameCount[]): NameCount[] =>
  counts.sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1))
