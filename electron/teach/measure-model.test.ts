import { expect, test } from 'vitest'
import { prefersLabels } from './measure-model.ts'

const record = (images: number, known: number, right: number, covered: number) => ({ images, known, right, covered })

test('classes that the model cannot predict are learned from the first labels on', () => {
  expect(prefersLabels({ rows: 0, right: 0 }, record(2, 0, 0, 0))).toBe(true)
  expect(prefersLabels({ rows: 40, right: 30 }, record(40, 0, 0, 0))).toBe(true)
})

test('a model that is right stays until its classes are learned', () => {
  // Two wrong ones were corrected first, and most of the rest is of classes without labels.
  expect(prefersLabels({ rows: 0, right: 0 }, record(2, 2, 0, 0.1))).toBe(false)
  // Two of twenty classes were accepted.
  expect(prefersLabels({ rows: 80, right: 80 }, record(80, 80, 78, 0.1))).toBe(false)
  // All classes have labels, and they are told apart better.
  expect(prefersLabels({ rows: 300, right: 290 }, record(300, 300, 250, 1))).toBe(true)
})

test('without a model there is nothing to compare with', () => {
  expect(prefersLabels({ rows: 0, right: 0 }, null)).toBe(true)
})
