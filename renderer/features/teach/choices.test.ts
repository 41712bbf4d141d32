import { expect, test } from 'vitest'
import { listChoices } from './choices.ts'

const keys = new Map<string, string | number>([
  ['1', 7],
  ['2', 8],
  ['shift+1', 9],
])

test('classes keep the order of their keys, whatever is predicted', () => {
  const predictions = [
    { ref: 8, confidence: 0.6 },
    { ref: 'snake', confidence: 0.3 },
  ]
  expect(listChoices(keys, predictions, (ref) => (ref === 'snake' ? 7 : ref), 5)).toEqual([
    { ref: 7, key: '1', place: 2, confidence: 0.3 },
    { ref: 8, key: '2', place: 1, confidence: 0.6 },
    { ref: 9, key: 'shift+1', place: null, confidence: null },
  ])
})

test('predictions that no key of a class gives come first, those that have a key of their own', () => {
  const predictions = ['canyon', 'cliff', 'valley'].map((ref) => ({ ref, confidence: 0.2 }))
  expect(listChoices(new Map([['1', 7]]), predictions, (ref) => ref, 2)).toEqual([
    { ref: 'canyon', key: null, place: 1, confidence: 0.2 },
    { ref: 'cliff', key: null, place: 2, confidence: 0.2 },
    { ref: 7, key: '1', place: null, confidence: null },
  ])
  expect(listChoices(new Map(), [], (ref) => ref, 5)).toEqual([])
})
