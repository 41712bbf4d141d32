import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawSample, makeRandom, pick, shuffle } from './random.ts'

const items = Array.from({ length: 50 }, (_, index) => index)

test('the same seed gives the same numbers, for good: splits that were assigned can be assigned again', () => {
  const random = makeRandom(1)
  expect([random.int(0, 99), random.int(0, 99), random.int(0, 99)]).toEqual([46, 28, 81])
  expect(shuffle(makeRandom(1), items).slice(0, 6)).toEqual([23, 31, 5, 21, 14, 40])
  expect(drawSample(makeRandom(1), items, 6)).toEqual([46, 8, 35, 44, 38, 34])
})

test('numbers fill their range evenly', () => {
  const random = makeRandom(7)
  const counts = new Array<number>(10).fill(0)
  for (let draw = 0; draw < 10_000; draw++) counts[Math.floor(random() * 10)]!++
  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

test('a shuffle keeps every item, a sample draws none twice and begins as a smaller one', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(60), fc.nat(60), (seed, count, more) => {
      expect(shuffle(makeRandom(seed), items).toSorted((a, b) => a - b)).toEqual(items)
      const sample = drawSample(makeRandom(seed), items, count)
      expect(sample).toHaveLength(Math.min(count, items.length))
      expect(new Set(sample).size).toBe(sample.length)
      expect(drawSample(makeRandom(seed), items, count + more).slice(0, sample.length)).toEqual(sample)
      expect(items).toContain(pick(makeRandom(seed), items))
    }),
  )
})
