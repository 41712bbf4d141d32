import { z } from 'zod'
import { makeFilter } from './filter.ts'

/** A part of the file's relative path, in any case. */
export const text = makeFilter({
  name: 'text',
  schema: z.string().min(1),
  match: (wanted, { texts }) => ({ text: texts.match(wanted) }),
})
