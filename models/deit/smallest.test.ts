import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dropSmallest } from './smallest.ts'

const values = fc
  .oneof(
    fc.float32Array({ min: 0, max: 1, noNaN: true, minLength: 1, maxLength: 60 }),
    // Many equal ones, and such as differ in the lowest bits alone.
    fc
      .array(fc.constantFrom(0, 0.25, Math.fround(0.1), Math.fround(0.1) + 2 ** -27, 0.5, 1, 3.5), {
        minLength: 1,
        maxLength: 60,
      })
      .map((each) => Float32Array.from(each)),
  )
  .map((each) => each.map(Math.abs)) // no −0

test('drops what comes first in order of value, then of place', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
      const count = Math.floor(given.length * share)
      const expected = given.slice()
      for (const index of Array.from(given.keys())
        .sort((a, b) => given[a]! - given[b]! || a - b)
        .slice(0, count))
        expected[index] = 0
      expect(dropSmallest(given, count)).toEqual(expected)
    }),
  )
})

test('a part of a larger array stays what it was', () => {
  const whole = new Float32Array([9, 3, 1, 2, 9])
  expect([...dropSmallest(whole.subarray(1, 4), 2)]).toEqual([3, 0, 0])
  expect([...whole]).toEqual([9, 3, 1, 2, 9])
})
