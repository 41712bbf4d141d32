import { setImmediate } from 'node:timers/promises'
import { readHeadGuesses } from '../catalog/opinions.ts'
import type { HeadCounts, ModelComparison } from '../contract/opinion.ts'
import type { Filter } from '../contract/project.ts'
import { cohenKappa } from '../labels/agreement.ts'
import type { BrowseIndex } from './browse-index.ts'
import { select } from './filter.ts'

/** Rows looked at before others have their turn. */
const pageRows = 20_000
/** Pairs of classes that are listed. */
const pairsAtMost = 200

type Tally = HeadCounts & { agree: number }
const makeTally = (): Tally => ({ images: 0, agree: 0, both: 0, classOnly: 0, distillationOnly: 0, neither: 0 })

/**
 * Compares the guesses of both models over the photos that pass and that both have guessed, all in the project's classes. A head of the
 * first model sides with the second where its first class stands for the class that the second guesses: what the distillation token was
 * trained to do with its teacher (Touvron et al. 2020, section 4).
 *
 * @returns null where there is no second model
 */
export async function compareModels(index: BrowseIndex, filter: Filter): Promise<Omit<ModelComparison, 'first' | 'second'> | null> {
  index.refresh()
  const { modelId, secondId } = index.view
  if (modelId === null || secondId === null) return null
  const rows = listCompared(index, filter)
  const all = makeTally()
  const classes = new Map<number, Tally>()
  const pairs = new Map<number, number>()
  const labeled = { images: 0, both: 0, firstOnly: 0, secondOnly: 0, neither: 0 }
  const { names, columns: { data: { id, guess, second, labelSet } }, labelSets, rules: { targets } } = index
  const classCount = names.names.length + 1
  // What is compared is what stood when it was asked; an edit meanwhile is the next question's.
  const compared = rows.map((row) => ({ id: id[row]!, first: guess[row]!, other: second[row]!, set: labelSet[row]! }))
  for (let from = 0; from < compared.length; from += pageRows) {
    if (from > 0) await setImmediate()
    const page = compared.slice(from, from + pageRows)
    const heads = new Map(readHeadGuesses(index.catalog, modelId, page.map((one) => one.id)).map((one) => [one.imageId, one]))
    for (const { id: imageId, first, other, set } of page) {
      const head = heads.get(imageId)
      const byClass = head !== undefined && targets[head.classIndex] === other - 1
      const byDistillation = head != null && head.distIndex !== null && targets[head.distIndex] === other - 1
      const ofClass = classes.get(other) ?? makeTally()
      classes.set(other, ofClass)
      for (const tally of [all, ofClass]) count(tally, first === other, byClass, byDistillation)
      const pair = first * classCount + other
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
      if (set === 0) continue
      const { numbers } = labelSets.at(set)
      labeled.images++
      labeled[describeRight(numbers.includes(first - 1), numbers.includes(other - 1))]++
    }
  }
  const name = (number: number): string => names.names[number - 1]!
  const cells = [...pairs].map(([pair, images]) => ({ first: name(Math.floor(pair / classCount)), second: name(pair % classCount), images }))
  const { agree, ...heads } = all
  return {
    images: all.images, agree, heads, labeled,
    kappa: cohenKappa(cells.map(({ first, second: other, images }) => ({ one: first, other, images }))),
    classes: [...classes].map(([number, tally]) => ({ name: name(number), ...tally })).sort((one, other) => other.images - one.images || (one.name < other.name ? -1 : 1)),
    pairs: cells.filter(({ first, second: other }) => first !== other)
      .sort((one, other) => other.images - one.images || (`${one.first}\0${one.second}` < `${other.first}\0${other.second}` ? -1 : 1)).slice(0, pairsAtMost),
  }
}

/** Rows that pass and that both models have guessed. */
function listCompared(index: BrowseIndex, filter: Filter): number[] {
  const selection = select(index, filter, 'counts')
  const fails = selection.readFails()
  const { guess, second } = index.columns.data
  const rows: number[] = []
  for (let row = 0; row < fails.length; row++) if (fails[row] === 0 && guess[row] !== 0 && second[row] !== 0 && selection.hasText(row)) rows.push(row)
  return rows
}

function count(tally: Tally, isSame: boolean, byClass: boolean, byDistillation: boolean): void {
  tally.images++
  if (isSame) tally.agree++
  if (byClass && byDistillation) tally.both++
  else if (byClass) tally.classOnly++
  else if (byDistillation) tally.distillationOnly++
  else tally.neither++
}

const describeRight = (first: boolean, second: boolean): 'both' | 'firstOnly' | 'secondOnly' | 'neither' =>
  first ? (second ? 'both' : 'firstOnly') : second ? 'secondOnly' : 'neither'
