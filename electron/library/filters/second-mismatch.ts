import { z } from 'zod'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'
import { matchCodes } from './mismatch.ts'

/** Whether the comparison model's prediction is one of the labels. */
export const secondMatchProperty: Property = {
  values: 3,
  of(row, { labelSet, second }, { columns: { hasSecond }, labelSets }) {
    if (!hasSecond || labelSet[row] === 0 || second[row] === 0) return matchCodes.none
    return labelSets.at(labelSet[row]!).numbers.includes(second[row]! - 1) ? matchCodes.same : matchCodes.differs
  },
}

/** Whether the comparison model's prediction is another class than the label; only images with both pass. */
export const secondMismatch = makePropertyFilter({
  name: 'secondMismatch',
  schema: z.boolean(),
  property: secondMatchProperty,
  passes: (code, isDifferent) => code === (isDifferent ? matchCodes.differs : matchCodes.same),
})
