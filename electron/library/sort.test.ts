import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sortByCode, sortByValue } from './sort.ts'

const rowsOf = (order: readonly number[]): Uint32Array => Uint32Array.from(order)
const shuffled = (length: number) =>
  fc.shuffledSubarray(
    Array.from({ length }, (_, row) => row),
    { minLength: length },
  )

test('any numbers are sorted, equal ones in their order', () => {
  const value = fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(-1, 0, 0.5, 1, 1e12)).map((number) => number + 0)
  fc.assert(
    fc.property(
      fc
        .array(value, { minLength: 1, maxLength: 50 })
        .chain((values) => fc.tuple(fc.constant(values), shuffled(values.length))),
      ([values, order]) => {
        expect([...sortByValue(rowsOf(order), Float64Array.from(values))]).toEqual(
          order.toSorted((one, other) => values[one]! - values[other]! || 0),
        )
      },
    ),
  )
})

test('codes are sorted, equal ones in their order', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.integer({ min: 0, max: 9 }), { maxLength: 50 })
        .chain((codes) => fc.tuple(fc.constant(codes), shuffled(codes.length))),
      ([codes, order]) => {
        expect([...sortByCode(rowsOf(order), Uint32Array.from(codes), 10)]).toEqual(
          order.toSorted((one, other) => codes[one]! - codes[other]!),
        )
      },
    ),
  )
})
