import { z } from 'zod'
import { makeFilter } from './filter.ts'

/** These and no others, as a lasso or a search for similar photos gave them. */
export const among = makeFilter({
  name: 'among',
  schema: z.array(z.int().min(1)),
  match(ids, { columns }) {
    const rows = new Uint8Array(columns.count)
    for (const id of ids) {
      const row = columns.find(id)
      if (row !== -1) rows[row] = 1
    }
    return { rows }
  },
})
