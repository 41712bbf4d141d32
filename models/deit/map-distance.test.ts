import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mapDistance, meanMap, subtractMaps, toShares } from './map-distance.ts'

const map = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length }).filter((bytes) => bytes.some((value) => value > 0))
const maps = (count: number): fc.Arbitrary<Uint8Array[]> =>
  fc.integer({ min: 1, max: 20 }).chain((length) => fc.array(map(length), { minLength: count, maxLength: count }))
const add = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)

test('by hand: a quarter would have to move', () => {
  expect(mapDistance([2, 1, 1], new Float32Array([1, 1, 2]))).toBeCloseTo(0.25, 12)
  expect([...subtractMaps([2, 1, 1], [1, 1, 2])]).toEqual([0.25, 0, -0.25])
  expect([
    ...meanMap([
      [2, 0],
      [30, 10],
    ])!,
  ]).toEqual([0.875, 0.125])
})

test('is a distance between 0 and 1 that knows no scale', () => {
  fc.assert(
    fc.property(maps(3), fc.double({ min: 0.01, max: 100, noNaN: true }), ([one, other, third], scale) => {
      const distance = mapDistance(one!, other!)
      expect(distance).toBeGreaterThanOrEqual(0)
      expect(distance).toBeLessThanOrEqual(1)
      expect(mapDistance(other!, one!)).toBeCloseTo(distance, 12)
      expect(
        mapDistance(
          Float64Array.from(one!, (value) => value * scale),
          other!,
        ),
      ).toBeCloseTo(distance, 9)
      expect(mapDistance(one!, one!)).toBe(0)
      expect(distance).toBeLessThanOrEqual(mapDistance(one!, third!) + mapDistance(third!, other!) + 1e-12)
      expect(distance).toBeCloseTo(add(subtractMaps(one!, other!).map(Math.abs)) / 2, 12)
    }),
  )
})

test('maps without a patch in common are 1 apart, as is one without anything from any other', () => {
  expect(mapDistance([1, 0, 0], [0, 3, 4])).toBe(1)
  expect(mapDistance([0, 0], [1, 2])).toBe(1)
  expect(mapDistance(new Uint8Array(4), new Uint8Array(4))).toBe(0)
})

test('shares, and the mean of many, add up to 1; a difference adds up to 0', () => {
  fc.assert(
    fc.property(maps(4), (each) => {
      expect(add(toShares(each[0]!))).toBeCloseTo(1, 12)
      expect(add(meanMap(each)!)).toBeCloseTo(1, 12)
      expect(add(subtractMaps(each[0]!, each[1]!))).toBeCloseTo(0, 12)
    }),
  )
  expect(meanMap([])).toBeNull()
  expect([...toShares([0, 0])]).toEqual([0, 0])
})

test('maps of two lengths are refused', () => {
  expect(() => mapDistance([1], [1, 2])).toThrow('expected two maps of one length, got 1 and 2 values')
  expect(() => subtractMaps([1, 2], [1])).toThrow('got 2 and 1')
  expect(() => meanMap([[1, 2], [1]])).toThrow('got 2 and 1')
})
