import { z } from 'zod'
import { splits as splitNames } from '../../catalog/split.ts'
import { splitCodes } from '../columns.ts'
import { makePropertyFilter, nameCounts } from './filter.ts'

/** What an image is for when a model is trained. */
export const splits = makePropertyFilter({
  name: 'splits',
  schema: z.array(z.enum([...splitNames, 'none'])).min(1),
  property: { values: 4, of: (row, data) => data.split[row]! },
  passes: (code, wanted) => wanted.some((name) => splitCodes[name] === code),
  count: (images) => ({ splits: nameCounts(splitCodes, images) }),
})
