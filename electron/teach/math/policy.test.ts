import { expect, test } from 'vitest'
import { type Candidates, chooseQuestion, pageSize } from './policy.ts'

/** Photos of two classes: `sure` of class 0 with one confidence, then doubtful ones. */
function candidates(confidence: number[], top: number[], rest: Partial<Candidates> = {}): Candidates {
  return {
    rows: confidence.map((_, row) => row),
    top: Int32Array.from(top),
    confidence: Float64Array.from(confidence),
    trust: 1,
    labels: 40,
    explain: (row) => {
      const chances = new Float64Array(3).fill((1 - confidence[row]!) / 2)
      chances[top[row]!] = confidence[row]!
      return chances
    },
    ...rest,
  }
}
const many = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value)

test('a page of one prediction is asked where it puts more right than its photos one by one', () => {
  const question = chooseQuestion(candidates(many(60, 0.9), many(60, 0)))
  expect(question).toMatchObject({ kind: 'page', place: 0 })
  expect(question!.rows).toHaveLength(pageSize)
  expect(question!.expectedWrong).toBeCloseTo(4, 9)
})

test('of a page the most certain come first', () => {
  const confidence = Array.from({ length: 60 }, (_, row) => 0.8 + row / 1000)
  expect(chooseQuestion(candidates(confidence, many(60, 1)))!.rows[0]).toBe(59)
})

test('doubtful photos are asked one by one, the least certain first', () => {
  const confidence = [...many(60, 0.95), ...Array.from({ length: 12 }, (_, index) => 0.34 + index / 100)]
  const question = chooseQuestion(candidates(confidence, [...many(60, 0), ...many(12, 1)]))
  expect(question).toMatchObject({ kind: 'singles' })
  expect(question!.rows).toEqual(Array.from({ length: 10 }, (_, index) => 60 + index))
})

test('the best page has the best yield: e / (1 + e + d)', () => {
  // Class 0: 40 × 0.05 = 2 wrong; class 1: 40 × 0.2 = 8 wrong. Both other classes are to be expected among them.
  const question = chooseQuestion(
    candidates([...many(40, 0.95), ...many(40, 0.8)], [...many(40, 0), ...many(40, 1)], { labels: 0 }),
  )
  expect(question).toMatchObject({ kind: 'page', place: 1 })
})

test('no page where predictions are not believed', () => {
  expect(chooseQuestion(candidates(many(60, 0.9), many(60, 0), { trust: 0.5 }))).toMatchObject({ kind: 'singles' })
})

test('nothing is asked where nothing is predicted', () => {
  expect(chooseQuestion(candidates([], []))).toBeNull()
  expect(chooseQuestion(candidates([0], [-1]))).toBeNull()
})
