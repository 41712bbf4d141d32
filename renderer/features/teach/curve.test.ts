import { expect, test } from 'vitest'
import { countTicks, layoutCurve } from './curve.ts'

test('ticks of counts are round, begin at 0 and do not pass the highest', () => {
  expect(countTicks(120)).toEqual([0, 50, 100])
  expect(countTicks(1000)).toEqual([0, 200, 400, 600, 800, 1000])
  expect(countTicks(4)).toEqual([0, 1, 2, 3, 4])
  expect(countTicks(1)).toEqual([0, 1])
})

test('the curve fills its axes, more labels to the right and more accuracy above', () => {
  const curve = [
    { labels: 10, accuracy: 0.5 },
    { labels: 60, accuracy: 0.8 },
    { labels: 120, accuracy: 0.9 },
  ]
  const { points, path, xTicks, yTicks, left, right, top, bottom } = layoutCurve(curve, { width: 400, height: 200 })
  expect(points.at(-1)!.x).toBe(right)
  expect(points[0]!.x).toBeGreaterThan(left)
  expect(points.map(({ y }) => y)).toEqual(points.map(({ y }) => y).toSorted((one, other) => other - one))
  for (const { y } of points) expect(y > top && y < bottom).toBe(true)
  expect(path).toMatch(/^M[\d.]+ [\d.]+L.*L/)
  expect(xTicks[0]).toEqual({ value: 0, at: left })
  expect(yTicks.length).toBeGreaterThan(2)
})

test('one point is a point, and none is an empty chart', () => {
  expect(layoutCurve([{ labels: 5, accuracy: 1 }], { width: 100, height: 80 })).toMatchObject({
    path: '',
    points: [{ x: 88 }],
  })
  expect(layoutCurve([], { width: 100, height: 80 }).points).toEqual([])
})
