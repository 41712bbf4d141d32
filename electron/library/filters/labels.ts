import { countClasses, classRefs, passBySet } from './class-refs.ts'
import { makeFilter } from './filter.ts'

/** Classes, with all kinds of them, by the label alone. */
export const labels = makeFilter({
  name: 'labels',
  schema: classRefs,
  match: (wanted, source) => ({ codes: 'labelSet', passes: passBySet(wanted, source) }),
  count: { codes: 'labelSet', read: (bySet, source) => ({ labels: countClasses({ bySet }, source) }) },
})
