import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signTest, wilsonInterval } from './statistics.ts'

test('known values', () => {
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
  for (const [right, total, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const) {
    const interval = wilsonInterval(right, total)!
    expect(interval[0]).toBeCloseTo(low, 4)
    expect(interval[1]).toBeCloseTo(high, 4)
  }
  expect(wilsonInterval(0, 0)).toBeNull()
})

test('it holds the share, stays within 0 and 1, and narrows as more is counted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (total, part) => {
      const right = Math.round(total * part)
      const [low, high] = wilsonInterval(right, total)!
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      expect(low - 1e-12).toBeLessThanOrEqual(right / total)
      expect(high + 1e-12).toBeGreaterThanOrEqual(right / total)
      const [lowOfMore, highOfMore] = wilsonInterval(10 * right, 10 * total)!
      expect(highOfMore - lowOfMore).toBeLessThan(high - low)
    }),
  )
})

const signTests = JSON.parse(readFileSync(new URL('./fixtures/sign-test.json', import.meta.url), 'utf8')) as [
  first: number,
  second: number,
  p: number,
][]

test('the sign test is SciPy’s, also for very many cases', () => {
  for (const [first, second, p] of signTests) {
    const found = signTest(first, second)
    expect(Math.abs(found - p), `${first} against ${second}: ${found}, not ${p}`).toBeLessThanOrEqual(1e-7 * p)
    expect(signTest(second, first)).toBe(found)
  }
})

test('a difference of one case, or of three against two, shows nothing; six against none does', () => {
  expect(signTest(0, 1)).toBeCloseTo(1, 12)
  expect(signTest(3, 2)).toBeCloseTo(1, 12)
  expect(signTest(0, 5)).toBeCloseTo(0.0625, 12)
  expect(signTest(6, 0)).toBeCloseTo(0.03125, 12)
})
