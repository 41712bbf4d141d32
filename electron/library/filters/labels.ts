import { countClasses, namesSchema, passBySet } from './class-names.ts'
import { makeFilter } from './filter.ts'

/** Classes by name, with all kinds of them, by the label alone. */
export const labels = makeFilter({
  name: 'labels',
  schema: namesSchema,
  match: (wanted, source) => ({ codes: 'labelSet', passes: passBySet(wanted, source) }),
  count: { codes: 'labelSet', read: (bySet, source) => ({ labels: countClasses({ bySet }, source) }) },
})
