import { z } from 'zod'
import { type DuplicateKind, duplicateKinds } from '../constants.ts'
import { makePropertyFilter } from './filter.ts'

/** Bits of the property: in a group of equal files, in a group of near-duplicates. */
const bits = { exact: 1, near: 2 } as const satisfies Record<DuplicateKind, number>

/** In which groups of duplicates it is. */
export const duplicates = makePropertyFilter({
  name: 'duplicates',
  schema: z.enum(duplicateKinds),
  property: {
    values: 4,
    of: (row, { exact, near }) => (exact[row] === 0 ? 0 : bits.exact) | (near[row] === 0 ? 0 : bits.near),
  },
  passes: (value, wanted) => (value & bits[wanted]) !== 0,
  count: ([, exact, near, both]) => ({ duplicates: { exact: exact! + both!, near: near! + both! } }),
})
