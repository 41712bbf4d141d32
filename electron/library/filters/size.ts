import { z } from 'zod'
import { makeFilter } from './filter.ts'

const bytes = z.number().min(0)

/** Bytes, both included. */
export const size = makeFilter({
  name: 'size',
  schema: z.tuple([bytes, bytes]),
  match: (range) => ({ numbers: 'size', range }),
  count: { rangeOf: 'size', read: (range: [number, number] | null) => ({ size: range }) },
})
