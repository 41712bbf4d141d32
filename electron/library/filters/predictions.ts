import { countClasses, namesSchema, passByPrediction } from './class-names.ts'
import { makeFilter } from './filter.ts'

/** Classes by name, with all kinds of them, by the prediction alone. */
export const predictions = makeFilter({
  name: 'predictions',
  schema: namesSchema,
  match: (wanted, source) => ({ codes: 'prediction', passes: passByPrediction(wanted, source) }),
  count: {
    codes: 'prediction',
    read: (byPrediction, source) => ({ predictions: countClasses({ byPrediction }, source) }),
  },
})
