import { expect, test } from 'vitest'
import { makeCard } from '../../test-support/card.ts'
import { findDiffering, sayDiffering } from './differing-prediction.ts'

const cat = { label: 'cat', labels: ['cat'], labelIds: [1] }
const dog = { prediction: 'dog', predictionRef: 2, confidence: 0.87 }

test('a prediction that is none of the labels is said with both', () => {
  expect(sayDiffering(makeCard(1, { ...cat, ...dog }))).toBe('Check the label cat: the prediction is dog 87 %')
  expect(sayDiffering(makeCard(1, { ...cat, ...dog, labels: ['cat', 'owl'], labelIds: [1, 3] }))).toBe(
    'Check the label cat, owl: the prediction is dog 87 %',
  )
})

test('a class that only the model has differs, too', () => {
  expect(findDiffering(makeCard(1, { ...cat, ...dog, predictionRef: 'dog' }))).toBe('dog')
})

test('nothing is said without a label, without a prediction, and where the prediction is one of the labels', () => {
  expect(sayDiffering(makeCard(1, dog))).toBeNull()
  expect(sayDiffering(makeCard(1, cat))).toBeNull()
  expect(findDiffering(makeCard(1, { ...cat, ...dog, labels: ['cat', 'dog'], labelIds: [1, 2] }))).toBeNull()
})
