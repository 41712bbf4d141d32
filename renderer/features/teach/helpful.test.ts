import { expect, test } from 'vitest'
import type { ClassQuality } from '../../../electron/api/page.ts'
import { listHelpful, sortByNeed } from './helpful.ts'

const quality = (classId: number, labels: number, recall: number | null): ClassQuality => ({
  classId,
  className: `class ${classId}`,
  labels,
  precision: null,
  recall,
})

test('classes with few labels and many errors come first, one that could not be tested before them', () => {
  const classes = [quality(1, 50, 0.9), quality(2, 10, 0.9), quality(3, 1, null), quality(4, 10, 1), quality(5, 4, 0.5)]
  expect(sortByNeed(classes).map(({ classId }) => classId)).toEqual([3, 5, 2, 1, 4])
})

test('only classes below the target are helped, with a sensible number of labels', () => {
  const classes = [quality(1, 10, 0.9), quality(2, 20, 0.99), quality(3, 1, null), quality(4, 30, 0.5)]
  expect(listHelpful(classes, 0.97).map(({ classId, more }) => [classId, more])).toEqual([
    [3, 3],
    [4, 30],
    [1, 10],
  ])
  expect(listHelpful([quality(1, 10, 0.96)], 0.97)).toMatchObject([{ more: 4 }])
  expect(listHelpful([quality(1, 2, 0.96)], 0.97)).toMatchObject([{ more: 3 }])
  expect(listHelpful([quality(1, 9, 1)], 0.995)).toEqual([])
  expect(listHelpful([], 0.97)).toEqual([])
})
