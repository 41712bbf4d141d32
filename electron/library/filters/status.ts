import { statuses, type Status } from '../../catalog/rows.ts'
import { z } from 'zod'
import { gone, statusCodes } from '../columns.ts'
import type { Property } from '../kinds.ts'
import { makePropertyFilter, nameCounts } from './filter.ts'

export const statusProperty: Property = { values: gone + 1, of: (row, data) => data.status[row]! }

/** One of these statuses. */
export const status = makePropertyFilter({
  name: 'status',
  schema: z.array(z.enum(statuses)).min(1),
  property: statusProperty,
  passes: (code, wanted) => wanted.some((name) => statusCodes[name] === code),
  count: (images) => ({ status: nameCounts<Status>(statusCodes, images) }),
})
