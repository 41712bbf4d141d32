import { z } from 'zod'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'

/** Values of `matchProperty` and `secondMatchProperty`; `none` where there is no label or no prediction. */
export const matchCodes = { differs: 0, same: 1, none: 2 } as const

/** Whether the prediction is one of the labels. */
export const matchProperty: Property = {
  values: 3,
  of(row, { labelSet, prediction }, { labelSets }) {
    if (labelSet[row] === 0 || prediction[row] === 0) return matchCodes.none
    return labelSets.at(labelSet[row]!).numbers.includes(prediction[row]! - 1) ? matchCodes.same : matchCodes.differs
  },
}

/** Whether the prediction is another class than the label; only images with both pass. */
export const mismatch = makePropertyFilter({
  name: 'mismatch',
  schema: z.boolean(),
  property: matchProperty,
  passes: (code, isDifferent) => code === (isDifferent ? matchCodes.differs : matchCodes.same),
  count: (images) => ({ match: images[matchCodes.same]!, mismatch: images[matchCodes.differs]! }),
})
