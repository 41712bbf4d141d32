import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findNearest, labelEvery, placePoint, roundTicks, spreadHeads } from './scatter.ts'

test('ticks are round, begin at 0 and hold the largest value', () => {
  expect(roundTicks(7.2)).toEqual([0, 2, 4, 6, 8])
  expect(roundTicks(104)).toEqual([0, 50, 100, 150])
  expect(roundTicks(0)).toEqual([0, 1])
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (largest) => {
      const ticks = roundTicks(largest)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-6))
      expect(ticks.at(-2)).toBeLessThanOrEqual(largest)
      expect(ticks.length).toBeGreaterThan(2)
      expect(ticks.length).toBeLessThan(7)
    }),
  )
})

test('points are inside the plot, later layers further right, larger values higher', () => {
  const plot = { width: 300, height: 150, left: 30, top: 10, right: 4, bottom: 20 }
  expect(placePoint(plot, 0, 12, 0, 8).y).toBe(130)
  expect(placePoint(plot, 11, 12, 8, 8)).toEqual({ x: 30 + (11.5 / 12) * 266, y: 10 })
  expect([labelEvery(12, 266), labelEvery(12, 200), labelEvery(24, 200)]).toEqual([1, 2, 3])
})

test('heads of a layer are side by side within its column', () => {
  expect([0, 1, 2, 3].map((head) => spreadHeads(head, 4, 40))).toEqual([-7.5, -2.5, 2.5, 7.5])
  expect(spreadHeads(0, 1, 40)).toBeCloseTo(0)
  expect(spreadHeads(11, 12, 22) - spreadHeads(0, 12, 22)).toBeLessThan(22)
})

test('the nearest point is found, and none that is far', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ]
  expect(findNearest(points, 6, 0, 8)).toBe(points[1])
  expect(findNearest(points, 20, 3, 8)).toBeNull()
})
