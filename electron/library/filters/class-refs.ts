import { z } from 'zod'
import { type ClassRef, findNamed, lineOf, type PredictionRules, refOf } from '../../catalog/shown-prediction.ts'
import { classRef } from '../../project/schemas.ts'
import type { FilterSource } from './filter.ts'

/** A class, and how many images. Lists of them begin with the most frequent. */
export interface ClassCount {
  ref: ClassRef
  name: string
  count: number
}

/** Classes of which an image has at least one. */
export const classRefs = z.array(classRef).min(1)

/** By the class that the model of these rules predicts: 1 for the wanted ones, and for all kinds of them. */
export function passByPrediction(wanted: readonly ClassRef[], rules: PredictionRules): Uint8Array {
  const allowed = withKinds(wanted, rules)
  return Uint8Array.from({ length: rules.names.names.length + 1 }, (_, prediction) =>
    Number(allowed.has(prediction - 1)),
  )
}

/** By label set: 1 for those with one of the wanted classes, or a kind of one. */
export function passBySet(wanted: readonly ClassRef[], { labelSets, rules }: FilterSource): Uint8Array {
  const allowed = withKinds(wanted, rules)
  return Uint8Array.from(labelSets.table(({ numbers }) => Number(numbers.some((number) => allowed.has(number)))))
}

/** These classes with all kinds of them, as numbers. One that is gone has none. */
function withKinds(wanted: readonly ClassRef[], rules: PredictionRules): Set<number> {
  const numbers = new Set(wanted.flatMap((ref) => findNumbers(ref, rules)))
  for (const [number, line] of rules.lines)
    if (line.some((above) => above !== number && numbers.has(above))) numbers.add(number)
  return numbers
}

/** A name is the model's: what this model's class is mapped to, not what another model's class of that name is. */
const findNumbers = (ref: ClassRef, rules: PredictionRules): number[] =>
  typeof ref === 'number' ? [rules.numbers.get(ref) ?? []].flat() : findNamed(rules, ref)

/**
 * Images by class, each also with every class that it is a kind of: as many as the filter of that class lets through.
 */
export function countClasses(
  { bySet = none, byPrediction = none }: { bySet?: Uint32Array; byPrediction?: Uint32Array },
  { rules, labelSets, names: { names } }: FilterSource,
): ClassCount[] {
  const counts = new Map<number, number>()
  const add = (numbers: readonly number[], images: number): void => {
    for (const number of new Set(numbers.flatMap((one) => lineOf(rules, one))))
      counts.set(number, (counts.get(number) ?? 0) + images)
  }
  for (let set = 1; set < bySet.length; set++) if (bySet[set] !== 0) add(labelSets.at(set).numbers, bySet[set]!)
  for (let prediction = 1; prediction < byPrediction.length; prediction++)
    if (byPrediction[prediction] !== 0) add([prediction - 1], byPrediction[prediction]!)
  return mostFirst([...counts].map(([number, count]) => ({ ref: refOf(rules, number), name: names[number]!, count })))
}

const none = new Uint32Array(0)

/** The most frequent first, equal ones by name. */
export const mostFirst = <One extends { name: string; count: number }>(counts: One[]): One[] =>
  counts.sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1))
