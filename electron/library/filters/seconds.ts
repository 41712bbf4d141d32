import { namesSchema, passByPrediction } from './class-names.ts'
import { makeFilter, passNone } from './filter.ts'

/** Classes by name, with all kinds of them, by the second model's prediction alone. */
export const seconds = makeFilter({
  name: 'seconds',
  schema: namesSchema,
  match: (wanted, source) =>
    source.columns.hasSecond ? { codes: 'second', passes: passByPrediction(wanted, source) } : passNone(source),
})
