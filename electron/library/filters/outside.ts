import { z } from 'zod'
import type { Property } from '../kinds.ts'
import { makePropertyFilter } from './filter.ts'

/** Values of `outsideProperty`; `none` where no model has run. */
export const outsideCodes = { none: 0, inside: 1, outside: 2 } as const

/** Whether a model has run on an image and nothing of the project's classes is predicted, labeled or not. */
export const outsideProperty: Property = {
  values: 3,
  of(row, { top, prediction }) {
    if (prediction[row] !== 0) return outsideCodes.inside
    return top[row] === 0 ? outsideCodes.none : outsideCodes.outside
  },
}

/** Whether the prediction is none of the project's classes; only images that a model has run on pass. */
export const outside = makePropertyFilter({
  name: 'outside',
  schema: z.boolean(),
  property: outsideProperty,
  passes: (code, isOutside) => code === (isOutside ? outsideCodes.outside : outsideCodes.inside),
})
