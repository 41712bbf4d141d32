import { expect, test } from 'vitest'
import { withoutOpinion } from './without-comparison.ts'

test('all else stays', () => {
  expect(
    withoutOpinion({
      opinion: false,
      seconds: ['cat'],
      secondHeads: 'both',
      secondMismatch: true,
      guesses: ['dog'],
      mismatch: false,
    }),
  ).toEqual({ guesses: ['dog'], mismatch: false })
  expect(withoutOpinion({})).toEqual({})
})
