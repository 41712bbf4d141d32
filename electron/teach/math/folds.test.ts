import { expect, it } from 'vitest'
import { makeRandom, shuffle } from '../../lib/random.ts'
import { dealFolds, folds } from './folds.ts'

const random = makeRandom(3)
const labeled = Array.from({ length: 400 }, (_, row) => ({ row, classId: random.int(1, 60) }))

it('every label whose class has another one is left out once, and every class stays known', () => {
  const dealt = dealFolds(labeled)
  const sizes = new Map([...Map.groupBy(labeled, ({ classId }) => classId)].map(([id, rows]) => [id, rows.length]))
  const left = labeled.filter(({ classId }) => sizes.get(classId)! > 1)
  expect(dealt.flat().sort((one, other) => one - other)).toEqual(left.map(({ row }) => row))
  for (const rows of dealt) {
    const out = new Set(rows)
    expect(new Set(labeled.filter(({ row }) => !out.has(row)).map(({ classId }) => classId)).size).toBe(sizes.size)
    expect(rows.length).toBeGreaterThan(0.7 * (left.length / folds))
    expect(rows.length).toBeLessThan(1.3 * (left.length / folds))
  }
})

it('of a class with up to five labels one is left out at a time', () => {
  const few = Array.from({ length: 50 }, (_, row) => ({ row, classId: row % 10 }))
  for (const rows of dealFolds(few)) expect(new Set(rows.map((row) => row % 10)).size).toBe(rows.length)
})

it('the same labels have the same folds, in whatever order they came', () => {
  for (let seed = 1; seed <= 5; seed++)
    expect(dealFolds(shuffle(makeRandom(seed), labeled))).toEqual(dealFolds(labeled))
})
