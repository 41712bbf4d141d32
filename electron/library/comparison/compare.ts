import type { HeadCounts, ModelComparison, NamedClassRef } from './calls.ts'
import { refOf } from '../../catalog/shown-prediction.ts'
import type { Filter } from '../filters/index.ts'
import { cohenKappa } from '../../lib/cohen-kappa.ts'
import type { BrowseIndex } from '../browse-index.ts'
import { matchCodes, matchProperty } from '../filters/mismatch.ts'
import { comparisonCodes, modelsAgreeProperty } from '../filters/models-agree.ts'
import { headCodes, headsProperty } from '../filters/second-heads.ts'
import { secondMatchProperty } from '../filters/second-mismatch.ts'
import { select } from '../selection.ts'

/** Pairs of classes that are listed. */
const pairsAtMost = 200
/** Heads' codes, the last one 4. */
const codes = 5

/**
 * Compares the predictions of both models over the photos that pass and that both have predicted, all in the project's
 * classes. A head of the first model agrees with the comparison model where its own first class is mapped to the class
 * that the latter predicts, or to a kind of it: what the distillation token was trained to do with its teacher (Touvron
 * et al. 2020, section 4). One pass over the columns.
 *
 * @returns null where there is no comparison model
 */
export function compareModels(index: BrowseIndex, filter: Filter): Omit<ModelComparison, 'first' | 'second'> | null {
  index.refresh()
  if (index.view.secondId === null) return null
  const selection = select(index, filter, 'counts')
  const failed = selection.readFailed()
  const {
    names: { names },
    columns: {
      data: { kind, prediction, second, byDistillationToken },
    },
    kinds,
  } = index
  const comparisons = kinds.table(modelsAgreeProperty)
  const headsByKind = kinds.table(headsProperty)
  const matches = kinds.table(matchProperty)
  const secondMatches = kinds.table(secondMatchProperty)
  const byHeads = new Uint32Array((names.length + 1) * codes)
  const same = new Uint32Array(names.length + 1)
  const rights = new Uint32Array(4)
  const pairs = new Float64Array(failed.length)
  let differing = 0
  let isDistilled = false
  for (let row = 0; row < failed.length; row++) {
    if (failed[row] !== 0 || !selection.hasText(row)) continue
    const like = kind[row]!
    if (comparisons[like] === comparisonCodes.none) continue
    const other = second[row]!
    byHeads[other * codes + headsByKind[like]!]!++
    if (comparisons[like] === comparisonCodes.same) same[other]!++
    else pairs[differing++] = prediction[row]! * (names.length + 1) + other
    if (byDistillationToken[row] !== 0) isDistilled = true
    if (matches[like] !== matchCodes.none) rights[2 * matches[like]! + secondMatches[like]!]!++
  }
  const named = (number: number): NamedClassRef => ({ ref: refOf(index.rules, number), name: names[number]! })
  const cells = readPairs(names.length + 1, pairs.subarray(0, differing).sort(), named)
  const classes = [...names.keys()].map((number) => ({
    ...named(number),
    agree: same[number + 1]!,
    ...readHeads(byHeads.subarray((number + 1) * codes, (number + 2) * codes)),
  }))
  const total = new Uint32Array(codes)
  for (const [place, images] of byHeads.entries()) total[place % codes]! += images
  const agree = same.reduce((sum, images) => sum + images, 0)
  const [neither, secondOnly, firstOnly, both] = [...rights] as [number, number, number, number]
  return {
    images: agree + differing,
    agree,
    classesInCommon: countClasses(index),
    heads: readHeads(total),
    isDistilled,
    labeled: { images: neither + secondOnly + firstOnly + both, both, firstOnly, secondOnly, neither },
    kappa: cohenKappa([
      ...cells.map(({ first, second: said, images }) => ({ one: first.name, other: said.name, images })),
      ...names.map((name, number) => ({ one: name, other: name, images: same[number + 1]! })),
    ]),
    classes: classes
      .filter(({ images }) => images > 0)
      .sort((one, other) => other.images - one.images || (one.name < other.name ? -1 : 1)),
    pairs: cells
      .sort((one, other) => other.images - one.images || (textOf(one) < textOf(other) ? -1 : 1))
      .slice(0, pairsAtMost),
  }
}

/** The classes that each model can predict in the project: the targets of its own, or those that were learned. */
function countClasses({ rules, secondRules, taught }: BrowseIndex): ModelComparison['classesInCommon'] {
  const classesOf = (numbers: Iterable<number>): Set<number> => new Set([...numbers].filter((number) => number >= 0))
  const first = classesOf(taught === null ? rules.targets : taught.classIds.map((id) => rules.numbers.get(id) ?? -1))
  const second = classesOf(secondRules.targets)
  return { first: first.size, second: second.size, both: [...first].filter((one) => second.has(one)).length }
}

function readHeads(counts: Uint32Array): HeadCounts {
  const of = (name: keyof typeof headCodes): number => counts[headCodes[name]]!
  const [both, classOnly, distillationOnly, neither] = [of('both'), of('class'), of('distillation'), of('neither')]
  return { images: both + classOnly + distillationOnly + neither, both, classOnly, distillationOnly, neither }
}

const textOf = ({ first, second }: ModelComparison['pairs'][number]): string => `${first.name}\0${second.name}`

/** Counts pairs that come one after the other. */
function readPairs(
  side: number,
  sorted: Float64Array,
  named: (number: number) => NamedClassRef,
): ModelComparison['pairs'] {
  const cells: ModelComparison['pairs'] = []
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    while (to < sorted.length && sorted[to] === sorted[from]) to++
    const pair = sorted[from]!
    cells.push({
      first: named(Math.floor(pair / side) - 1),
      second: named((pair % side) - 1),
      images: to - from,
    })
  }
  return cells
}
