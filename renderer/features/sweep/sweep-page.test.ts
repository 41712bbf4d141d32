import { expect, test } from 'vitest'
import { countAccepted, countRoom, decide, findTargets, groupByPrediction } from './sweep-page.ts'
import { makeCard } from '../../test-support/card.ts'

test('runs of equal predictions are groups, in their order', () => {
  expect(groupByPrediction(['cat', 'cat', 'dog', 'cat'].map((prediction, id) => makeCard(id, { prediction })))).toEqual(
    [
      { prediction: 'cat', from: 0, count: 2 },
      { prediction: 'dog', from: 2, count: 1 },
      { prediction: 'cat', from: 3, count: 1 },
    ],
  )
  expect(groupByPrediction([])).toEqual([])
})

test('all but the wrong ones are accepted; what has a label by now, or no prediction, is left alone', () => {
  const cards = [
    makeCard(1, { prediction: 'cat' }),
    makeCard(2, { prediction: 'cat' }),
    makeCard(3, { prediction: 'cat', status: 'labeled' }),
    makeCard(4),
    makeCard(5, { prediction: 'dog', status: 'pre-labeled' }),
  ]
  expect(decide(cards, new Set([2, 3, 4]))).toEqual({ accept: [1, 5], reject: [2] })
  expect(decide([], new Set())).toEqual({ accept: [], reject: [] })
})

test('a class is given to the marked photos, else to the one that a person went to, never to the first by itself', () => {
  const page = { cards: [makeCard(1), makeCard(2), makeCard(3)], focused: 0, isPointed: false, about: null }
  expect(findTargets({ ...page, wrong: new Set() })).toEqual([])
  expect(findTargets({ ...page, wrong: new Set(), isPointed: true, focused: 1 })).toEqual([2])
  expect(findTargets({ ...page, wrong: new Set([3, 1]), isPointed: true, focused: 1 })).toEqual([1, 3])
  expect(findTargets({ ...page, wrong: new Set([3]), about: 1 })).toEqual([1])
  expect(findTargets({ ...page, cards: [], wrong: new Set(), isPointed: true })).toEqual([])
})

test('what was accepted has a class where it is one', () => {
  expect(countAccepted([])).toBeNull()
  expect(countAccepted(['cat', 'cat'])).toEqual({ count: 2, className: 'cat' })
  expect(countAccepted(['cat', 'dog', 'cat'])).toEqual({ count: 3, className: null })
})

test.each([
  [
    { width: 1000, height: 700 },
    { columns: 9, tile: 104, count: 36 },
  ],
  // As many rows as there is room for photos of their real height.
  [
    { width: 300, height: 300 },
    { columns: 2, tile: 146, count: 2 },
  ],
  [
    { width: 50, height: 50 },
    { columns: 1, tile: 50, count: 1 },
  ],
])('a page of %o has room for %o', (size, room) => {
  expect(countRoom({ ...size, size: 100, caption: 40, gap: 8 })).toEqual(room)
})
