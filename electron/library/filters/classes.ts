import { interleave } from '../shown.ts'
import { countClasses, classRefs, passByPrediction, passBySet } from './class-refs.ts'
import { makeFilter } from './filter.ts'

/** Classes, with all kinds of them: the label where there is one, else the prediction. */
export const classes = makeFilter({
  name: 'classes',
  schema: classRefs,
  match: (wanted, source) => ({
    codes: 'shown',
    passes: Uint8Array.from(interleave(passByPrediction(wanted, source.rules), passBySet(wanted, source))),
  }),
  count: {
    codes: 'shown',
    read: (images, source) => ({
      classes: countClasses(
        {
          byPrediction: images.filter((_, code) => code % 2 === 0),
          bySet: images.filter((_, code) => code % 2 === 1),
        },
        source,
      ),
    }),
  },
})
