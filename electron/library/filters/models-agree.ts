import { z } from 'zod'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'

/** Values of `modelsAgreeProperty`; `none` where one of the two models has no prediction. */
export const comparisonCodes = { none: 0, differs: 1, same: 2 } as const

/** Whether the second model's first prediction is the first's. */
export const modelsAgreeProperty: Property = {
  values: 3,
  of(row, { prediction, second }, { columns: { hasSecond } }) {
    if (!hasSecond || prediction[row] === 0 || second[row] === 0) return comparisonCodes.none
    return prediction[row] === second[row] ? comparisonCodes.same : comparisonCodes.differs
  },
}

/** Whether the second model's first prediction is the first's; only images with both pass. */
export const modelsAgree = makePropertyFilter({
  name: 'modelsAgree',
  schema: z.boolean(),
  property: modelsAgreeProperty,
  passes: (code, isSame) => code === (isSame ? comparisonCodes.same : comparisonCodes.differs),
  count: (images) => ({ modelsAgree: images[comparisonCodes.same]!, modelsDiffer: images[comparisonCodes.differs]! }),
})
