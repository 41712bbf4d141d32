import { expect, test } from 'vitest'
import { knownShare, trustFactor, trustMargin } from './trust.ts'

const answers = (right: number, wrong: number, confidence: number) => [
  ...Array.from({ length: right }, () => ({ isCorrect: true, confidence })),
  ...Array.from({ length: wrong }, () => ({ isCorrect: false, confidence })),
]

test('predictions that were right as often as they said are believed', () => {
  expect(trustFactor(answers(72, 8, 0.9), [40, 40])).toBe(1)
})

test('predictions that were right less often are believed less', () => {
  expect(trustFactor(answers(36, 44, 0.99), [40, 40])).toBeCloseTo(38 / 81.2, 12)
})

test('the last eighty answers count', () => {
  expect(trustFactor([...answers(80, 0, 1), ...answers(0, 500, 1)], [40, 40])).toBe(1)
})

test('classes with one label are hardly known', () => {
  expect(trustFactor(answers(80, 0, 1), [...Array.from({ length: 60 }, () => 1), 20])).toBe(0.25)
  expect(trustFactor([], [])).toBe(0)
})

test('classes of the label set that have no label are not known', () => {
  expect(knownShare([40, 40], 2)).toBe(1)
  expect(knownShare([40, 40], 1)).toBe(1)
  expect(knownShare([40, 39, 1], 103)).toBeCloseTo(1 - 101 / 180, 12)
  expect(knownShare([250, 250], 4)).toBeGreaterThan(0.99)
  expect(knownShare([], 5)).toBe(0)
})

test('how far a ratio may be off is the binomial spread of the answers', () => {
  expect(trustMargin(answers(72, 8, 0.8), 1)).toBeCloseTo((1.96 * Math.sqrt(80 * 0.16)) / 66, 12)
  expect(trustMargin(answers(40, 40, 1), 0.5)).toBeCloseTo((1.96 * Math.sqrt(20)) / 82, 12)
  // Eighty that were certain and right prove nothing, and only the last eighty count.
  expect(trustMargin([...answers(80, 0, 1), ...answers(0, 500, 0.5)], 1)).toBeCloseTo(
    (1.96 * Math.sqrt((80 * 82 * 2) / 84 ** 2)) / 82,
    12,
  )
  expect(trustMargin([], 0)).toBe(0)
})
