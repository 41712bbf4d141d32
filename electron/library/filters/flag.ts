import { z } from 'zod'
import { flagBits } from '../columns.ts'
import { type FilterDefinition, makePropertyFilter } from './filter.ts'

/** A filter by one bit of the column `flags`: whether it is set. */
export const makeFlagFilter = <const Name extends keyof typeof flagBits>(
  name: Name,
): FilterDefinition<Name, z.ZodBoolean, Record<Name, number>> =>
  makePropertyFilter({
    name,
    schema: z.boolean(),
    property: { values: 2, of: (row, { flags }) => Number((flags[row]! & flagBits[name]) !== 0) },
    passes: (isSet, wanted) => isSet === Number(wanted),
    count: ([, images]) => ({ [name]: images! }) as Record<Name, number>,
  })
