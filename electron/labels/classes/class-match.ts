/** A name that a class has or had originally, and the class. */
export interface NamedClass {
  id: number
  name: string
}

/**
 * Which class of a project each class of a model can be mapped to, by the names alone: null where none fits, or several
 * do as well. Names are compared without case, separators and plural s; synonyms of a model's class are between
 * commas. The whole name or one synonym of it goes first, then words within: "dog" for "Eskimo dog, husky". The longest
 * match wins.
 */
export function suggestClasses(modelClasses: readonly string[], classes: readonly NamedClass[]): (number | null)[] {
  const named = classes.map(({ id, name }) => ({ id, key: simplify(name) })).filter(({ key }) => key !== '')
  const byKey = Map.groupBy(named, ({ key }) => key)
  return modelClasses.map((name) => {
    const synonyms = [...new Set([name, ...name.split(',')].map(simplify))].filter((synonym) => synonym !== '')
    const exact = longest(synonyms.flatMap((synonym) => byKey.get(synonym) ?? []))
    return exact.length > 0
      ? only(exact)
      : only(longest(synonyms.flatMap(runsOfWords).flatMap((run) => byKey.get(run) ?? [])))
  })
}

interface Match {
  id: number
  key: string
}

function longest(matches: readonly Match[]): Match[] {
  const length = Math.max(0, ...matches.map(({ key }) => key.length))
  return matches.filter(({ key }) => key.length === length)
}

function only(matches: readonly Match[]): number | null {
  const ids = new Set(matches.map(({ id }) => id))
  return ids.size === 1 ? [...ids][0]! : null
}

/** "Fire_Engines (red)" → "fire engine red". */
const simplify = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .map(singular)
    .join(' ')

const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word

/** Every run of words within a name: looked up one by one, so that a thousand classes against a thousand stay quick. */
function runsOfWords(name: string): string[] {
  const words = name.split(' ')
  return words.flatMap((_, start) =>
    words.slice(start).map((__, length) => words.slice(start, start + length + 1).join(' ')),
  )
}
