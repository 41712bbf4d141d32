import { imagenetClasses, meanings } from '../../../models/deit/imagenet-ancestors.ts'
import { type NamedClass, readParts, simplify } from './class-key.ts'

/** A lemma of a meaning. */
interface Lemma {
  /** The meaning's place in the table. */
  place: number
  text: string
  /** As names are compared. */
  key: string
  /** Alone, it can mean what is not in the table. */
  isAmbiguous: boolean
}

/** All lemmas of the table, by their keys; made at the first use. */
let lemmas: ReadonlyMap<string, readonly Lemma[]> | null = null

const getLemmas = (): ReadonlyMap<string, readonly Lemma[]> =>
  (lemmas ??= Map.groupBy(
    meanings.flatMap(({ lemmas, ambiguous }, place) =>
      lemmas.map((text) => ({ place, text, key: simplify(text), isAmbiguous: ambiguous.has(text) })),
    ),
    ({ key }) => key,
  ))

/**
 * What a model's class can mean, as places in the table; none where its name says nothing. The index decides where the
 * model has ImageNet's classes in ImageNet's order; else the synonyms that have one meaning do.
 */
export function findMeanings(modelClasses: readonly string[], index: number): number[] {
  const name = modelClasses[index]!
  const find = (text: string): readonly Lemma[] => getLemmas().get(simplify(text)) ?? []
  const leaf = imagenetClasses[index]
  if (modelClasses.length === imagenetClasses.length && leaf !== undefined) {
    const known = [...name.split(','), name.replace(/\(.*\)/u, '')].flatMap(find)
    if (known.some(({ place }) => place === leaf)) return [leaf]
  }
  const meant = name.split(',').map((synonym) => find(synonym).filter(({ isAmbiguous }) => !isAmbiguous))
  const fewest = Math.min(...meant.filter(({ length }) => length > 0).map(({ length }) => length))
  return [...new Set(meant.filter(({ length }) => length === fewest).flatMap((all) => all.map(({ place }) => place)))]
}

/** A class of the project that a meaning is a kind of. */
export interface Nearest {
  classId: number
  /** The word of the table that the class is called. */
  via: string
  /** How far up it is: 0 for a synonym. */
  levels: number
}

/**
 * Finds the nearest class of a project that every one of some meanings is a kind of, or the same as: level by level
 * upwards; null where none is, or two are equally near. What a class is called as a whole goes before the parts of its
 * name.
 */
export function makeNearest(classes: readonly NamedClass[]): (meanings: readonly number[]) => Nearest | null {
  const whole = findPlaces(classes.map(({ id, name }) => ({ id, key: simplify(name) })))
  const parts = findPlaces(classes.flatMap(({ id, name }) => readParts(name).map((key) => ({ id, key }))))
  const findOne = (meaning: number): Nearest | null => {
    const seen = new Set([meaning])
    let level = [meaning]
    for (let levels = 0; level.length > 0; levels++, level = listParents(level, seen)) {
      const exact = level.flatMap((place) => whole.get(place) ?? [])
      const matches = exact.length > 0 ? exact : level.flatMap((place) => parts.get(place) ?? [])
      const [first] = matches
      if (first !== undefined)
        return matches.every(({ classId }) => classId === first.classId)
          ? { classId: first.classId, via: first.via, levels }
          : null
    }
    return null
  }
  return (meanings) => {
    const [first = null, ...others] = meanings.map(findOne)
    return first !== null && others.every((other) => other?.classId === first.classId) ? first : null
  }
}

/** The classes by the meanings that they can have: "cat" is the domestic and the big one. */
function findPlaces(classes: readonly { id: number; key: string }[]) {
  const found = classes.flatMap(({ id, key }) =>
    (getLemmas().get(key) ?? []).map(({ place, text }) => ({ place, classId: id, via: text })),
  )
  return Map.groupBy(found, ({ place }) => place)
}

/** What the meanings of one level are kinds of and was not met before. */
function listParents(level: readonly number[], seen: Set<number>): number[] {
  const parents = new Set(level.flatMap((place) => meanings[place]!.parents).filter((place) => !seen.has(place)))
  for (const place of parents) seen.add(place)
  return [...parents]
}
