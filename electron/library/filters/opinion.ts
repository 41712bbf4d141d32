import { z } from 'zod'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'

/** Values of `opinionProperty`; `none` where one of the two models has no prediction. */
export const opinionCodes = { none: 0, differs: 1, same: 2 } as const

/** Whether the second model's first prediction is the first's. */
export const opinionProperty: Property = {
  values: 3,
  of(row, { guess, second }, { columns: { hasSecond } }) {
    if (!hasSecond || guess[row] === 0 || second[row] === 0) return opinionCodes.none
    return guess[row] === second[row] ? opinionCodes.same : opinionCodes.differs
  },
}

/** Whether the second model's first prediction is the first's; only images with both pass. */
export const opinion = makePropertyFilter({
  name: 'opinion',
  schema: z.boolean(),
  property: opinionProperty,
  passes: (code, isSame) => code === (isSame ? opinionCodes.same : opinionCodes.differs),
  count: (images) => ({ sameOpinion: images[opinionCodes.same]!, otherOpinion: images[opinionCodes.differs]! }),
})
