import { expect, test } from 'vitest'
import { withoutComparison } from './without-comparison.ts'

test('all else stays', () => {
  expect(
    withoutComparison({
      opinion: false,
      seconds: ['cat'],
      secondHeads: 'both',
      secondMismatch: true,
      guesses: ['dog'],
      mismatch: false,
    }),
  ).toEqual({ guesses: ['dog'], mismatch: false })
  expect(withoutComparison({})).toEqual({})
})
