import { expect, test } from 'vitest'
import type { ImageCard } from '../../../electron/api/page.ts'
import { findNextUnlabeled, isOpen } from './next-unlabeled.ts'
import { makeCard } from '../../test-support/card.ts'

const find = (
  statuses: ImageCard['status'][],
  after: number,
  known: number[] = [],
): [Promise<number | null>, number[]] => {
  const cards = new Map(statuses.map((status, id) => [id, makeCard(id, { status })]))
  const asked: number[] = []
  const answer = findNextUnlabeled(
    [...cards.keys()],
    after,
    (id) => (known.includes(id) ? cards.get(id) : undefined),
    () => {
      const open = [...cards.values()].filter(isOpen).map(({ id }) => id)
      asked.push(open.length)
      return Promise.resolve(open)
    },
  )
  return [answer, asked]
}

test('finds the next without a label, and passes by what failed', async () => {
  const [answer] = find(['pre-labeled', 'labeled', 'failed', 'needs review', 'new'], 0)
  expect(await answer).toBe(3)
})

test('continues from the beginning, but not to where it began', async () => {
  expect(await find(['new', 'labeled', 'labeled'], 1)[0]).toBe(0)
  expect(await find(['labeled', 'new', 'labeled'], 1)[0]).toBe(null)
})

test('asks only where what it knows does not tell', async () => {
  const [near, asked] = find(['labeled', 'new', 'new'], 0, [1])
  expect(await near).toBe(1)
  expect(asked).toEqual([])
  const [none, askedNone] = find(['labeled', 'labeled', 'failed'], 0, [0, 1, 2])
  expect(await none).toBeNull()
  expect(askedNone).toEqual([])
  const [far, askedThen] = find(['labeled', 'labeled', 'new', 'new'], 0, [1])
  expect(await far).toBe(2)
  expect(askedThen).toEqual([2])
})
