import { countClasses, classRefs, passByPrediction } from './class-refs.ts'
import { makeFilter } from './filter.ts'

/** Classes, with all kinds of them, by the prediction alone. */
export const predictions = makeFilter({
  name: 'predictions',
  schema: classRefs,
  match: (wanted, source) => ({ codes: 'prediction', passes: passByPrediction(wanted, source.rules) }),
  count: {
    codes: 'prediction',
    read: (byPrediction, source) => ({ predictions: countClasses({ byPrediction }, source) }),
  },
})
