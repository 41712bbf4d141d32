import { expect, test } from 'vitest'
import { withoutComparison } from './without-comparison.ts'

test('all else stays', () => {
  expect(
    withoutComparison({
      modelsAgree: false,
      seconds: ['cat'],
      secondHeads: 'both',
      secondMismatch: true,
      predictions: ['dog'],
      mismatch: false,
    }),
  ).toEqual({ predictions: ['dog'], mismatch: false })
  expect(withoutComparison({})).toEqual({})
})
