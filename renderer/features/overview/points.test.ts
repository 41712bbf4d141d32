import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Corner, findInside, findNearest, fitView, radiusOf, readMap, zoomView } from './points.ts'

function pack(points: readonly (readonly [number, number])[]): ArrayBuffer {
  const buffer = new ArrayBuffer(4 + 12 * points.length)
  new Uint32Array(buffer, 0, 1)[0] = points.length
  new Int32Array(buffer, 4, points.length).set(points.map((_, index) => 100 + index))
  new Float32Array(buffer, 4 + 4 * points.length, points.length).set(points.map(([x]) => x))
  new Float32Array(buffer, 4 + 8 * points.length, points.length).set(points.map(([, y]) => y))
  return buffer
}

test('a map is read and fills a square', () => {
  const map = readMap(
    pack([
      [-10, 4],
      [10, 4],
      [0, 9],
    ]),
  )
  expect([...map.ids]).toEqual([100, 101, 102])
  expect([...map.x]).toEqual([0, 1, 0.5])
  expect(map.y[2]! - map.y[0]!).toBeCloseTo(0.25)
  expect(() => readMap(pack([[1, 2]]).slice(0, 12))).toThrow(RangeError)
  expect([...readMap(pack([[7, 7]])).x]).toEqual([0.5])
})

test('a drawn line holds what is in it, also where it bends inwards', () => {
  const map = readMap(
    pack([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [0.5, 0.5],
    ]),
  )
  const view = fitView(200, 200, 0)
  expect(
    findInside(map, view, [
      [-5, -5],
      [205, -5],
      [205, 205],
      [-5, 205],
    ]),
  ).toEqual([0, 1, 2, 3, 4])
  expect(
    findInside(map, view, [
      [-5, -5],
      [205, -5],
      [205, 205],
      [110, 90],
      [90, 110],
      [-5, 205],
    ]),
  ).not.toContain(4)
  expect(
    findInside(map, view, [
      [90, 90],
      [110, 90],
      [100, 115],
    ]),
  ).toEqual([4])
  expect(
    findInside(map, view, [
      [0, 0],
      [9, 9],
    ]),
  ).toEqual([])
})

const points = fc.array(
  fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true })),
  { minLength: 1, maxLength: 60 },
)

test('a box as a line finds what a test of every point finds; the nearest is the nearest', () => {
  fc.assert(
    fc.property(points, fc.tuple(fc.nat(300), fc.nat(300)), fc.tuple(fc.nat(300), fc.nat(300)), (all, one, other) => {
      const map = readMap(pack(all))
      const view = zoomView(fitView(300, 240), 1.7, [120, 30], [1, 1e6])
      const [left, right] = [Math.min(one[0], other[0]) + 0.37, Math.max(one[0], other[0]) + 0.51]
      const [top, bottom] = [Math.min(one[1], other[1]) + 0.37, Math.max(one[1], other[1]) + 0.51]
      const pixel = (point: number): Corner => [
        map.x[point]! * view.scale + view.left,
        map.y[point]! * view.scale + view.top,
      ]
      const inside = [...map.ids.keys()].filter(
        (point) =>
          pixel(point)[0] > left && pixel(point)[0] < right && pixel(point)[1] > top && pixel(point)[1] < bottom,
      )
      expect(
        findInside(map, view, [
          [left, top],
          [right, top],
          [right, bottom],
          [left, bottom],
        ]),
      ).toEqual(inside)
      const far = (point: number): number => Math.hypot(pixel(point)[0] - one[0], pixel(point)[1] - one[1])
      const found = findNearest(map, view, one, 40)
      const least = Math.min(...[...map.ids.keys()].map(far))
      if (found < 0) expect(least).toBeGreaterThan(39.99)
      else expect(far(found)).toBeCloseTo(least, 2)
    }),
  )
})

test('zooming keeps what is under the pointer, within its limits', () => {
  const view = fitView(400, 300)
  const near = zoomView(view, 3, [100, 60], [50, 600])
  expect(near.scale).toBe(600)
  expect((100 - near.left) / near.scale).toBeCloseTo((100 - view.left) / view.scale)
  expect(zoomView(view, 0.001, [0, 0], [50, 600]).scale).toBe(50)
})

test('the fewer points, the larger they are', () => {
  expect([24, 4999, 5000, 50_000, 50_001].map(radiusOf)).toEqual([5, 5, 2.5, 2.5, 1.6])
})
