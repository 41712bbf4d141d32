import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf, readDay, readSize, sizeOf } from './ranges.ts'

test('fields become a range of bytes; empty ones bound nothing', () => {
  expect(readSize({ from: '0.5', to: '2' })).toEqual([500_000, 2_000_000])
  expect(readSize({ from: '3', to: '' })).toEqual([3_000_000, Number.MAX_SAFE_INTEGER])
  expect(readSize({ from: '', to: '1' })).toEqual([0, 1_000_000])
  expect(readSize({ from: '4', to: '1' })).toEqual([1_000_000, 4_000_000])
  for (const from of ['', ' ', '0', 'x', '-3']) expect(readSize({ from, to: '' })).toBeUndefined()
  expect([812, 24_000, 3_140_000].map(sizeOf)).toEqual(['0.001', '0.024', '3.14'])
})

test('a day holds all of its moments and no other', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(1980, 0, 1), max: new Date(2100, 0, 1), noInvalidDate: true }), (date) => {
      const day = dayOf(date.getTime())
      const [from, to] = readDay({ from: day, to: day })!
      expect(from).toBeLessThanOrEqual(date.getTime())
      expect(to).toBeGreaterThanOrEqual(date.getTime())
      expect([dayOf(from), dayOf(to)]).toEqual([day, day])
      expect([dayOf(from - 1), dayOf(to + 1)]).not.toContain(day)
    }),
  )
  expect(readDay({ from: '', to: '' })).toBeUndefined()
  expect(readDay({ from: '2026-02-01', to: '2026-01-01' })).toEqual(readDay({ from: '2026-01-01', to: '2026-02-01' }))
})
