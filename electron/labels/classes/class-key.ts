/** A name that a class has or had originally, and the class. */
export interface NamedClass {
  id: number
  name: string
}

/** Plurals that no rule makes. */
const irregular: Readonly<Record<string, string>> = {
  buses: 'bus',
  calves: 'calf',
  children: 'child',
  geese: 'goose',
  knives: 'knife',
  leaves: 'leaf',
  loaves: 'loaf',
  men: 'man',
  mice: 'mouse',
  oxen: 'ox',
  people: 'person',
  scarves: 'scarf',
  shelves: 'shelf',
  wolves: 'wolf',
  women: 'woman',
}

/** Words around the name of a class that name no class: "dog breeds", "kinds of snakes". */
const general = new Set('a an all any breed breeds kind kinds of sort sorts species the type types'.split(' '))

/** What names are compared by: "Fire_Engines (red)" → "fire engine red". */
export const simplify = (name: string): string => split(name).map(singular).join(' ')

/** Other ways to read what people call a class, where its whole name says nothing: "dogs, cats", "dog breeds". */
export function readParts(name: string): string[] {
  const parts = name.split(/[,;/&|+]|\b(?:and|or)\b/iu).map((part) =>
    split(part)
      .filter((word) => !general.has(word))
      .map(singular)
      .join(' '),
  )
  return [...new Set(parts)].filter((part) => part !== '')
}

const split = (name: string): string[] =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')

/** The same for a word and its plural, and not always a word: "cookies" and "cookie" are both "cooky". */
function singular(word: string): string {
  if (Object.hasOwn(irregular, word)) return irregular[word]!
  if (word.length > 4 && /ies?$/.test(word)) return word.replace(/ies?$/, 'y')
  if (/(?:ch|sh|ss|x|zz)es$/.test(word)) return word.slice(0, -2)
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word
}
