import { expect, test } from 'vitest'
import { findBetter, isHardlyShared, sayP } from './difference.ts'

test('one photo more, or few, is no finding; a clear majority is one, whichever side it favours', () => {
  for (const [first, second] of [
    [0, 0],
    [0, 1],
    [3, 2],
    [5, 0],
    [120, 119],
  ] as const) {
    expect(findBetter(first, second)).toBeNull()
    expect(findBetter(second, first)).toBeNull()
  }
  expect(findBetter(6, 0)).toBe('first')
  expect(findBetter(20, 40)).toBe('second')
})

test('the p value in words', () => {
  expect(sayP(6, 0)).toBe('p = 0.031')
  expect(sayP(3, 2)).toBe('p = 1.000')
  expect(sayP(0, 1000)).toBe('p < 0.001')
})

test('classes are hardly shared where less than half of the shorter list is', () => {
  expect(isHardlyShared({ first: 1000, second: 20, both: 3 })).toBe(true)
  expect(isHardlyShared({ first: 1000, second: 20, both: 10 })).toBe(false)
  expect(isHardlyShared({ first: 5, second: 5, both: 5 })).toBe(false)
  expect(isHardlyShared({ first: 0, second: 5, both: 0 })).toBe(false)
})
