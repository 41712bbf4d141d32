import { classRefs, passByPrediction } from './class-refs.ts'
import { makeFilter, passNone } from './filter.ts'

/** Classes, with all kinds of them, by the comparison model's prediction alone. */
export const seconds = makeFilter({
  name: 'seconds',
  schema: classRefs,
  match: (wanted, source) =>
    source.columns.hasSecond
      ? { codes: 'second', passes: passByPrediction(wanted, source.secondRules) }
      : passNone(source),
})
