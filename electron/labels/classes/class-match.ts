import type { LabeledPhotos } from '../../catalog/queries/class-map.ts'
import type { SuggestionReason } from './calls.ts'
import { findMeanings, makeNearest } from './ancestors.ts'
import { type NamedClass, simplify } from './class-key.ts'

/** A class of the project that a class of a model can be mapped to, and why. */
export interface Suggestion extends SuggestionReason {
  classId: number
}

/** As few labels as this say nothing. */
const fewestLabels = 2
/** The share of labeled photos that makes a class the clear majority. */
const clearMajority = 2 / 3

/**
 * Which class of a project each class of a model can be mapped to; null where none fits, or several do as well. What
 * the person labeled goes first, then names, then what WordNet says of the classes it knows.
 *
 * Names are compared without case, separators and plural; synonyms of a model's class are between commas. The whole
 * name or one synonym of it goes first. Of a class that WordNet knows, words within its name say nothing ("hot dog");
 * of others they do: "dog" for "house dog, indoors". The longest match wins.
 */
export function suggestClasses(
  modelClasses: readonly string[],
  classes: readonly NamedClass[],
  labeled: ReadonlyMap<number, LabeledPhotos> = new Map(),
): (Suggestion | null)[] {
  const named = classes.map((one) => ({ ...one, key: simplify(one.name) })).filter(({ key }) => key !== '')
  const byKey = Map.groupBy(named, ({ key }) => key)
  const findNearest = makeNearest(classes)
  const match = (keys: readonly string[]): Match[] => longest(keys.flatMap((key) => byKey.get(key) ?? []))
  return modelClasses.map((name, index) => {
    const photos = labeled.get(index)
    const byLabels = photos === undefined ? null : suggestByLabels(photos)
    if (byLabels !== null) return byLabels
    const synonyms = [...new Set([name, ...name.split(',')].map(simplify))].filter((synonym) => synonym !== '')
    const exact = match(synonyms)
    if (exact.length > 0) return only(exact, 'name')
    const meanings = findMeanings(modelClasses, index)
    if (meanings.length === 0) return only(match(synonyms.flatMap(runsOfWords)), 'word')
    const nearest = findNearest(meanings)
    if (nearest === null) return null
    const { classId, via, levels } = nearest
    return { classId, because: levels === 0 ? 'name' : 'parent', via, images: 0 }
  })
}

/** The class that most photos are labeled with; null where they are few, or two classes are on as many. */
function suggestByLabels({ photos, classes }: LabeledPhotos): Suggestion | null {
  const images = Math.max(0, ...classes.values())
  const most = [...classes].filter(([, count]) => count === images)
  if (images < fewestLabels || images < photos * clearMajority || most.length !== 1) return null
  return { classId: most[0]![0], because: 'labels', via: null, images }
}

interface Match extends NamedClass {
  key: string
}

function longest(matches: readonly Match[]): Match[] {
  const length = Math.max(0, ...matches.map(({ key }) => key.length))
  return matches.filter(({ key }) => key.length === length)
}

function only(matches: readonly Match[], because: 'name' | 'word'): Suggestion | null {
  const ids = new Set(matches.map(({ id }) => id))
  return ids.size === 1 ? { classId: [...ids][0]!, because, via: matches[0]!.name, images: 0 } : null
}

/** Every run of words within a name: looked up one by one, so that a thousand classes against a thousand stay quick. */
function runsOfWords(name: string): string[] {
  const words = name.split(' ')
  return words.flatMap((_, start) =>
    words.slice(start).map((__, length) => words.slice(start, start + length + 1).join(' ')),
  )
}
