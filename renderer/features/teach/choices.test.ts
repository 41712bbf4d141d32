import { expect, test } from 'vitest'
import { listChoices } from './choices.ts'

test('each class is offered once, with its first key and its confidence', () => {
  const keys = new Map<string, string | number>([
    ['1', 7],
    ['6', 8],
    ['7', 7],
    ['8', 'canyon'],
  ])
  const predictions = [
    { ref: 'snake', confidence: 0.6 },
    { ref: 8, confidence: 0.3 },
  ]
  expect(listChoices(keys, predictions, (ref) => (ref === 'snake' ? 7 : ref))).toEqual([
    { ref: 7, key: '1', confidence: 0.6 },
    { ref: 8, key: '6', confidence: 0.3 },
    { ref: 'canyon', key: '8', confidence: null },
  ])
  expect(listChoices(new Map(), predictions, (ref) => ref)).toEqual([])
})
