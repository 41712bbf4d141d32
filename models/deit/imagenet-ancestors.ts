import table from './imagenet-ancestors.json' with { type: 'json' }

/** A meaning of words, and what it is a kind of: ImageNet's classes and all that is above them in WordNet 3.0. */
export interface Meaning {
  /** "snake", "serpent" and "ophidian" are one. */
  lemmas: readonly string[]
  /** Places in `meanings`, each before its own: there are no circles. None for "entity" alone. */
  parents: readonly number[]
  /** Lemmas that, of something in a photo, mean something else first: "mouse" is the animal before the device. */
  ambiguous: ReadonlySet<string>
}

/** ImageNet's classes and all that they are kinds of; the table is made by `build/imagenet-ancestors.ts`. */
export const meanings: readonly Meaning[] = (
  table.nodes as [lemmas: string, parents: number[], ambiguous?: number[]][]
).map(([joined, parents, ambiguous = []]) => {
  const lemmas = joined.split(', ')
  return { lemmas, parents, ambiguous: new Set(ambiguous.map((index) => lemmas[index]!)) }
})

/** Where ImageNet's classes are in `meanings`, in the order of their indexes. */
export const imagenetClasses: readonly number[] = table.leaves
