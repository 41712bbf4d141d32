import type { ReadableCatalog } from '../../catalog/connection.ts'
import { countAnswers } from '../../catalog/queries/people.ts'
import type { Agreement } from './calls.ts'
import { cohenKappa } from '../../lib/cohen-kappa.ts'

/**
 * How two annotators agree over the images that both labeled. Several labels of an image are compared as a whole:
 * one more or less is another answer.
 */
export function compareAnnotators(catalog: ReadableCatalog, one: string, other: string): Agreement {
  const answers = countAnswers(catalog, one, other)
  const count = (some: typeof answers): number => some.reduce((sum, { images }) => sum + images, 0)
  const show = (names: string): string => (JSON.parse(names) as string[]).join('|')
  return {
    images: count(answers),
    agreed: count(answers.filter((answer) => answer.one === answer.other)),
    kappa: cohenKappa(answers),
    cells: answers.map((answer) => ({ one: show(answer.one), other: show(answer.other), images: answer.images })),
  }
}
