import { z } from 'zod'
import { makeFilter } from './filter.ts'

const share = z.number().min(0).max(1)

/** Lowest and highest confidence of the prediction, both included. */
export const confidence = makeFilter({
  name: 'confidence',
  schema: z.tuple([share, share]),
  match: (range) => ({ numbers: 'confidence', range }),
  count: { binsOf: 'confidence', bins: 10, read: (images: Uint32Array) => ({ confidence: [...images] }) },
})
