import type { Overview } from './calls.ts'
import { isClosed } from '../catalog/queries/classes.ts'
import { refOf } from '../catalog/shown-prediction.ts'
import type { Filter } from './filters/index.ts'
import type { BrowseIndex } from './browse-index.ts'
import { statusCodes } from './columns.ts'
import { outsideCodes, outsideProperty } from './filters/outside.ts'
import { matchCodes, matchProperty } from './filters/mismatch.ts'
import { select } from './selection.ts'
import { binOf } from './tally.ts'

const bins = 20
const columnsOfStatus = {
  labeled: statusCodes.labeled,
  preLabeled: statusCodes['pre-labeled'],
  needsReview: statusCodes['needs review'],
  failed: statusCodes.failed,
} as const
const statuses = 8

/** The images that pass, by class, by confidence, and labels against predictions. */
export function readOverview(index: BrowseIndex, filter: Filter): Overview {
  index.refresh()
  const selection = select(index, filter, 'counts')
  const failed = selection.readFailed()
  const { kind, status, labelSet, prediction, confidence } = index.columns.data
  const {
    labelSets,
    names: { names },
  } = index
  const classes = new Uint32Array((names.length + 1) * statuses)
  const sets = new Uint32Array(labelSets.size)
  const histograms = { wrong: new Uint32Array(bins), right: new Uint32Array(bins), open: new Uint32Array(bins) }
  const byMatch = [histograms.wrong, histograms.right, histograms.open]
  const matches = index.kinds.table(matchProperty)
  const [columns, places] = placeLabels(index)
  const sides = index.kinds.table(outsideProperty)
  const cells = new Float64Array(failed.length)
  const outside = new Uint32Array(names.length + 1)
  let compared = 0
  let total = 0
  for (let row = 0; row < failed.length; row++) {
    if (failed[row] !== 0 || !selection.hasText(row)) continue
    total++
    const set = labelSet[row]!
    const best = prediction[row]!
    if (set !== 0) sets[set]!++
    else classes[best * statuses + status[row]!]!++
    if (best === 0) {
      if (set !== 0 && sides[kind[row]!] === outsideCodes.outside) outside[columns[set]!]!++
      continue
    }
    const code = matches[kind[row]!]!
    byMatch[code]![binOf(confidence[row]!, bins)]!++
    if (code === matchCodes.none) continue
    // Of several labels the prediction is compared with the one that it equals, else with the first.
    cells[compared++] = (code === matchCodes.same ? places[best]! : columns[set]!) * (names.length + 1) + places[best]!
  }
  for (const [set, images] of sets.entries()) {
    if (images > 0)
      for (const number of labelSets.at(set).numbers) classes[(number + 1) * statuses + statusCodes.labeled]! += images
  }
  return {
    total,
    outside: classes[statusCodes.outside]!,
    classes: readClasses(index, classes),
    confidence: { right: [...histograms.right], wrong: [...histograms.wrong], open: [...histograms.open] },
    confusion: readConfusion(index, cells.subarray(0, compared).sort(), outside),
  }
}

function readClasses({ names, rules }: BrowseIndex, classes: Uint32Array): Overview['classes'] {
  const rows = names.names.map((name, number) => {
    const of = (code: number): number => classes[(number + 1) * statuses + code]!
    const { labeled, preLabeled, needsReview, failed } = columnsOfStatus
    return {
      ref: refOf(rules, number),
      name,
      labeled: of(labeled),
      preLabeled: of(preLabeled),
      needsReview: of(needsReview),
      failed: of(failed),
    }
  })
  const sum = (row: Overview['classes'][number]): number => row.labeled + row.preLabeled + row.needsReview + row.failed
  return rows
    .filter((row) => sum(row) > 0)
    .sort((one, other) => sum(other) - sum(one) || (one.name < other.name ? -1 : 1))
}

/** All classes as numbers in the order of the label set, the model's own behind it. */
const orderClasses = ({ classes, rules, names: { names } }: BrowseIndex): number[] => [
  ...new Set([...classes.map(({ id }) => rules.numbers.get(id)!), ...names.keys()]),
]

/** The place of every set's first label, and of every prediction, in the order of the classes. */
function placeLabels(index: BrowseIndex): [bySet: Uint32Array, byPrediction: Uint32Array] {
  const byPrediction = new Uint32Array(index.names.names.length + 1)
  for (const [place, number] of orderClasses(index).entries()) byPrediction[number + 1] = place
  return [index.labelSets.table(({ numbers }) => byPrediction[(numbers[0] ?? -1) + 1]!), byPrediction]
}

/** Counts cells that come one after the other. */
function readConfusion(index: BrowseIndex, sorted: Float64Array, outside: Uint32Array): Overview['confusion'] {
  const { names } = index.names
  const cells: [label: number, prediction: number, images: number][] = []
  const places = new Int32Array(names.length + 1).fill(-1)
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    const [label, prediction] = [Math.floor(sorted[from]! / (names.length + 1)), sorted[from]! % (names.length + 1)]
    places[label] = places[prediction] = 0
    cells.push([label, prediction, to - from])
  }
  const order = orderClasses(index)
  const isWhole = isClosed(index.catalog)
  const used = [...order.keys()].filter(
    (place) => places[place] === 0 || outside[place]! > 0 || (isWhole && place < index.classes.length),
  )
  for (const [at, place] of used.entries()) places[place] = at
  return {
    isClosed: isWhole,
    outside: used.map((place) => outside[place]!),
    classes: used.map((place) => ({ ref: refOf(index.rules, order[place]!), name: names[order[place]!]! })),
    cells: cells.map(([label, prediction, images]) => [places[label]!, places[prediction]!, images]),
  }
}
