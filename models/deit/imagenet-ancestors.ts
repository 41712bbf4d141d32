import table from './imagenet-ancestors.json' with { type: 'json' }

/** A meaning of words, and what it is a kind of, as WordNet 3.0 has it. */
export interface Meaning {
  /** "snake", "serpent" and "ophidian" are one. */
  lemmas: readonly string[]
  /** Places in `meanings`, each before its own: there are no circles. None for "entity" alone. */
  parents: readonly number[]
  /** Lemmas that alone say nothing: in a photo, "mouse" can mean the animal, which is not here. */
  ambiguous: ReadonlySet<string>
}

/**
 * ImageNet's classes, the embedded model's, and all that they are kinds of; `build/imagenet-ancestors.ts` makes the
 * table.
 */
export const meanings: readonly Meaning[] = (
  table.nodes as [lemmas: string, parents: number[], ambiguous?: number[]][]
).map(([joined, parents, ambiguous = []]) => {
  const lemmas = joined.split(', ')
  return { lemmas, parents, ambiguous: new Set(ambiguous.map((index) => lemmas[index]!)) }
})

/** Where ImageNet's classes are in `meanings`, in the order of their indexes. */
export const imagenetClasses: readonly number[] = table.leaves
