import { expect, test } from 'vitest'
import { makeCard } from '../../test-support/card.ts'
import { decidePage } from './answers.ts'

test('all but the wrong ones get the class, with or without a prediction; what has a label by now is left alone', () => {
  const cards = [
    makeCard(1, { prediction: 'cat' }),
    makeCard(2),
    makeCard(3, { label: 'dog', status: 'labeled' }),
    makeCard(4, { prediction: 'dog' }),
    makeCard(5, { status: 'failed' }),
  ]
  expect(decidePage(cards, new Set([3, 4]))).toEqual({ accept: [1, 2], reject: [4] })
  expect(decidePage([], new Set([1]))).toEqual({ accept: [], reject: [] })
})
