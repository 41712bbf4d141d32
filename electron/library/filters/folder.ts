import { z } from 'zod'
import { isIn } from '../folders.ts'
import { makeFilter } from './filter.ts'

/** A folder with all below it; '' is the root itself. */
export const folder = makeFilter({
  name: 'folder',
  schema: z.strictObject({ rootId: z.int().min(1), path: z.string() }),
  match: (wanted, { folders }) => ({
    codes: 'folder',
    passes: Uint8Array.from(folders.list, (one) => Number(isIn(one, wanted))),
  }),
})
