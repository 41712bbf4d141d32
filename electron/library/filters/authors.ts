import { z } from 'zod'
import { mostFirst } from './class-refs.ts'
import { type FilterSource, makeFilter } from './filter.ts'

/** A person, and how many images. Lists of them begin with the most frequent. */
export interface NameCount {
  name: string
  count: number
}

/** Who gave the label. */
export const authors = makeFilter({
  name: 'authors',
  schema: z.array(z.string()).min(1),
  match: (wanted, { labelSets }) => ({
    codes: 'labelSet',
    passes: Uint8Array.from(
      labelSets.table(({ labels }) => Number(labels.some(({ author }) => wanted.includes(author)))),
    ),
  }),
  count: { codes: 'labelSet', read: (images, source) => ({ authors: countAuthors(images, source) }) },
})

function countAuthors(bySet: Uint32Array, { labelSets }: FilterSource): NameCount[] {
  const counts = new Map<string, number>()
  for (let set = 1; set < bySet.length; set++) {
    if (bySet[set] === 0) continue
    for (const author of new Set(labelSets.at(set).labels.map((label) => label.author)))
      counts.set(author, (counts.get(author) ?? 0) + bySet[set]!)
  }
  return mostFirst([...counts].map(([name, count]) => ({ name, count })))
}
