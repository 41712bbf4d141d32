import { z } from 'zod'
import { makePropertyFilter } from './filter.ts'

/** Whether class token and distillation token name the same class first. */
export const agreement = makePropertyFilter({
  name: 'agreement',
  schema: z.boolean(),
  property: { values: 3, of: (row, data) => data.agreement[row]! },
  passes: (code, isSo) => code === Number(isSo),
  count: ([disagree, agree]) => ({ agree: agree!, disagree: disagree! }),
})
