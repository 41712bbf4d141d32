import { expect, test } from 'vitest'
import { countRoom, decide, groupByGuess } from './sweep-page.ts'
import { makeCard } from '../../test-support/card.ts'

test('runs of equal guesses are groups, in their order', () => {
  expect(groupByGuess(['cat', 'cat', 'dog', 'cat'].map((guess, id) => makeCard(id, { guess })))).toEqual([
    { guess: 'cat', from: 0, count: 2 },
    { guess: 'dog', from: 2, count: 1 },
    { guess: 'cat', from: 3, count: 1 },
  ])
  expect(groupByGuess([])).toEqual([])
})

test('all but the wrong ones are accepted; what has a label by now, or no guess, is left alone', () => {
  const cards = [
    makeCard(1, { guess: 'cat' }),
    makeCard(2, { guess: 'cat' }),
    makeCard(3, { guess: 'cat', status: 'labeled' }),
    makeCard(4),
    makeCard(5, { guess: 'dog', status: 'pre-labeled' }),
  ]
  expect(decide(cards, new Set([2, 3, 4]))).toEqual({ accept: [1, 5], reject: [2] })
  expect(decide([], new Set())).toEqual({ accept: [], reject: [] })
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
