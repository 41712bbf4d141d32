import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CheckedPrediction, findSureFrom } from './sure-from.ts'

const rows = (count: number, confidence: number, isRight: boolean): CheckedPrediction[] =>
  Array.from({ length: count }, () => ({ confidence, isRight }))

test('the lowest step from which on 95 % are right', () => {
  const known = [...rows(40, 0.9, true), ...rows(4, 0.72, false), ...rows(10, 0.72, true), ...rows(10, 0.3, false)]
  expect(findSureFrom(known)).toBe(0.75)
  expect(findSureFrom([...known, ...rows(200, 0.72, true)])).toBe(0.35)
  // Of predictions that are less sure than any that is known, nothing is known.
  expect(findSureFrom(rows(20, 0.2, true))).toBe(0.2)
  expect(findSureFrom(rows(20, 0.97, true))).toBe(0.95)
  expect(findSureFrom(rows(20, 1, true))).toBe(0.95)
})

test('with fewer than twenty known predictions nothing is said; where nothing reaches 95 %, nothing is sure', () => {
  expect(findSureFrom(rows(19, 0.9, true))).toBeNull()
  expect(findSureFrom([...rows(19, 0.99, true), ...rows(19, 0.5, false)])).toBe(1)
  expect(findSureFrom(rows(50, 0.99, false))).toBe(1)
})

test('whatever is known: what is called sure is right in 95 of 100, and no lower step would do', () => {
  const prediction = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), isRight: fc.boolean() })
  fc.assert(
    fc.property(fc.array(prediction, { minLength: 20, maxLength: 80 }), (known) => {
      const from = findSureFrom(known)!
      expect(Math.round(from * 20) / 20).toBe(from)
      const holds = (at: number): boolean => {
        const sure = known.filter(({ confidence }) => confidence >= at)
        return sure.length >= 20 && sure.filter(({ isRight }) => isRight).length / sure.length >= 0.95
      }
      expect(from === 1 || holds(from)).toBe(true)
      const lowest = Math.min(0.95, ...known.map(({ confidence }) => confidence))
      for (let step = Math.floor(lowest * 20); step / 20 < from; step++) expect(holds(step / 20)).toBe(false)
    }),
  )
})
