import type { Overview } from '../contract/overview.ts'
import type { Filter } from '../contract/project.ts'
import type { BrowseIndex } from './browse-index.ts'
import { statusCodes } from './columns.ts'
import { binOf } from './count.ts'
import { makeMatcher, select } from './filter.ts'

const bins = 20
const columnsOfStatus = { labeled: statusCodes.labeled, preLabeled: statusCodes['pre-labeled'], needsReview: statusCodes['needs review'], failed: statusCodes.failed } as const
const statuses = 8

/** The images that pass, by class, by confidence, and labels against guesses. */
export function readOverview(index: BrowseIndex, filter: Filter): Overview {
  index.refresh()
  const { fails, text } = select(index, filter)
  const { status, labelSet, guess, confidence } = index.columns.data
  const { labelSets, names: { names } } = index
  const matches = makeMatcher(index)
  const classes = new Uint32Array((names.length + 1) * statuses)
  const sets = new Uint32Array(labelSets.size)
  const histograms = { wrong: new Uint32Array(bins), right: new Uint32Array(bins), open: new Uint32Array(bins) }
  const byMatch = [histograms.wrong, histograms.right, histograms.open]
  const pairs = new Map<number, number>()
  let total = 0
  for (let row = 0; row < fails.length; row++) {
    if (fails[row] !== 0 || text?.has(row) === false) continue
    total++
    const set = labelSet[row]!
    const shown = guess[row]!
    if (set !== 0) sets[set]!++
    else classes[shown * statuses + status[row]!]!++
    if (shown === 0) continue
    const match = matches(row)
    byMatch[match]![binOf(confidence[row]!, bins)]!++
    if (match === 2) continue
    // Of several labels the guess stands against the one that it equals, else against the first.
    const pair = set * (names.length + 1) + shown
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  for (const [set, images] of sets.entries()) {
    if (images > 0) for (const number of labelSets.at(set).numbers) classes[(number + 1) * statuses + statusCodes.labeled]! += images
  }
  return {
    total,
    classes: readClasses(names, classes),
    confidence: { right: [...histograms.right], wrong: [...histograms.wrong], open: [...histograms.open] },
    confusion: readConfusion(index, pairs),
  }
}

function readClasses(names: readonly string[], classes: Uint32Array): Overview['classes'] {
  const rows = names.map((name, number) => {
    const of = (code: number): number => classes[(number + 1) * statuses + code]!
    const { labeled, preLabeled, needsReview, failed } = columnsOfStatus
    return { name, labeled: of(labeled), preLabeled: of(preLabeled), needsReview: of(needsReview), failed: of(failed) }
  })
  const sum = (row: Overview['classes'][number]): number => row.labeled + row.preLabeled + row.needsReview + row.failed
  return rows.filter((row) => sum(row) > 0).sort((one, other) => sum(other) - sum(one) || (one.name < other.name ? -1 : 1))
}

/** Cells in the order of the label set, the model's own classes behind it. */
function readConfusion({ labelSets, classes, rules, names: { names } }: BrowseIndex, pairs: ReadonlyMap<number, number>): Overview['confusion'] {
  const counts = new Map<string, [label: number, guess: number, images: number]>()
  for (const [pair, images] of pairs) {
    const guess = (pair % (names.length + 1)) - 1
    const { numbers } = labelSets.at(Math.floor(pair / (names.length + 1)))
    const label = numbers.includes(guess) ? guess : numbers[0]!
    const cell = counts.get(`${label} ${guess}`) ?? [label, guess, 0]
    cell[2] += images
    counts.set(`${label} ${guess}`, cell)
  }
  const used = new Set([...counts.values()].flatMap(([label, guess]) => [label, guess]))
  const own = classes.map(({ id }) => rules.numbers.get(id)!)
  const ordered = [...new Set([...own, ...names.keys()])].filter((number) => used.has(number))
  const places = new Map(ordered.map((number, place) => [number, place]))
  const cells = [...counts.values()].map(([label, guess, images]): [number, number, number] => [places.get(label)!, places.get(guess)!, images])
  return { names: ordered.map((number) => names[number]!), cells: cells.sort((one, other) => one[0] - other[0] || one[1] - other[1]) }
}
