import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wilsonInterval } from './statistics.ts'

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
