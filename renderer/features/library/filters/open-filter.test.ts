import { expect, test } from 'vitest'
import { openAbove } from './open-filter.ts'

test('only undecided predictions from the threshold on, within the filter', () => {
  expect(openAbove({}, 0.9)).toEqual({ status: ['needs review', 'pre-labeled'], confidence: [0.9, 1] })
  expect(openAbove({ labels: ['x'], status: ['labeled', 'needs review'], confidence: [0.2, 0.95] }, 0.9)).toEqual({
    labels: ['x'],
    status: ['needs review'],
    confidence: [0.9, 0.95],
  })
  expect(openAbove({ confidence: [0.95, 1] }, 0.9)?.confidence).toEqual([0.95, 1])
  expect(openAbove({ status: ['labeled'] }, 0.5)).toBeNull()
  expect(openAbove({ confidence: [0, 0.4] }, 0.5)).toBeNull()
})
