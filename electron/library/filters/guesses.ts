import { countClasses, namesSchema, passByGuess } from './class-names.ts'
import { makeFilter } from './filter.ts'

/** Classes by name, with all kinds of them, by the prediction alone. */
export const guesses = makeFilter({
  name: 'guesses',
  schema: namesSchema,
  match: (wanted, source) => ({ codes: 'guess', passes: passByGuess(wanted, source) }),
  count: { codes: 'guess', read: (byGuess, source) => ({ guesses: countClasses({ byGuess }, source) }) },
})
