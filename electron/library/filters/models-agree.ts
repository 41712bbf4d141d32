import { z } from 'zod'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'

/** Values of `modelsAgreeProperty`; `none` where one of the two models has no prediction. */
export const comparisonCodes = { none: 0, differs: 1, same: 2 } as const

/** Whether both models' first predictions are the same class. */
export const modelsAgreeProperty: Property = {
  values: 3,
  of(row, { prediction, second }, { columns: { hasSecond } }) {
    if (!hasSecond || prediction[row] === 0 || second[row] === 0) return comparisonCodes.none
    return prediction[row] === second[row] ? comparisonCodes.same : comparisonCodes.differs
  },
}

/** Whether both models' first predictions are the same class; only images with both pass. */
export const modelsAgree = makePropertyFilter({
  name: 'modelsAgree',
  schema: z.boolean(),
  property: modelsAgreeProperty,
  passes: (code, isSame) => code === (isSame ? comparisonCodes.same : comparisonCodes.differs),
  count: (images) => ({ modelsAgree: images[comparisonCodes.same]!, modelsDiffer: images[comparisonCodes.differs]! }),
})
