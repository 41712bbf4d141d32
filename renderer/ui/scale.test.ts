import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearScale, logScale, logTicks, percentDigits, rateDomain, shareAxis } from './scale.ts'

test('a logarithmic axis gives every power the same room', () => {
  const x = logScale([1, 1000], [0, 300])
  expect([1, 10, 100, 1000].map((value) => Math.round(x(value)))).toEqual([0, 100, 200, 300])
  expect(linearScale([0.7, 0.9], [200, 0])(0.8)).toBeCloseTo(100)
})

test('ticks of rates are round numbers, fewer where the axis is long', () => {
  expect(logTicks([3, 260])).toEqual([5, 10, 20, 50, 100, 200])
  expect(logTicks([0.15, 0.6])).toEqual([0.15, 0.2, 0.3, 0.4, 0.5])
  expect(logTicks([0.5, 20_000])).toEqual([1, 10, 100, 1000, 10_000])
})

test('every rate is inside its domain, and one alone in its middle', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 100_000, noNaN: true }), { minLength: 1 }), (rates) => {
      const [low, high] = rateDomain(rates)
      expect(Math.min(...rates)).toBeGreaterThan(low)
      expect(Math.max(...rates)).toBeLessThan(high)
      expect(high / low).toBeGreaterThanOrEqual(3.999)
    }),
  )
  const [low, high] = rateDomain([50])
  expect(Math.sqrt(low * high)).toBeCloseTo(50)
})

test('the axis of accuracies holds them all, between ticks and within 0 and 1', () => {
  expect(shareAxis([0.722, 0.834])).toEqual({
    domain: [0.7, 0.86],
    ticks: [0.7, 0.72, 0.74, 0.76, 0.78, 0.8, 0.82, 0.84, 0.86],
  })
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (shares) => {
      const {
        domain: [low, high],
        ticks,
      } = shareAxis(shares)
      expect(low).toBeGreaterThanOrEqual(0)
      expect(high).toBeLessThanOrEqual(1)
      for (const share of shares) expect(share >= low && share <= high).toBe(true)
      expect(ticks.length).toBeGreaterThanOrEqual(3)
      expect(ticks.length).toBeLessThanOrEqual(11)
      expect([ticks[0], ticks.at(-1)]).toEqual([low, high])
      // Each tick is formatted in full.
      for (const tick of ticks) expect(Number((100 * tick).toFixed(percentDigits(ticks)))).toBeCloseTo(100 * tick, 9)
    }),
  )
})
