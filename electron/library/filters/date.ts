import { z } from 'zod'
import { makeFilter } from './filter.ts'

/** The file's time in milliseconds since 1970, both included. */
export const date = makeFilter({
  name: 'date',
  schema: z.tuple([z.number(), z.number()]),
  match: (range) => ({ numbers: 'mtime', range }),
  count: { rangeOf: 'mtime', read: (range: [number, number] | null) => ({ date: range }) },
})
