import { expect, test, vi } from 'vitest'
import type { ImageCard } from '../../../electron/api/page.ts'
import { findNextUnlabeled } from './next-unlabeled.ts'
import { makeCard } from '../../test-support/card.ts'

const find = (
  statuses: ImageCard['status'][],
  after: number,
  known: number[] = [],
): [Promise<number | null>, number[][]] => {
  const cards = new Map(statuses.map((status, id) => [id, makeCard(id, { status })]))
  const asked: number[][] = []
  const answer = findNextUnlabeled(
    [...cards.keys()],
    after,
    (id) => (known.includes(id) ? cards.get(id) : undefined),
    (ids) => {
      asked.push(ids)
      return Promise.resolve(ids.map((id) => cards.get(id)!))
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

test('asks only for what it does not know', async () => {
  const [near, asked] = find(['labeled', 'new', 'new'], 0, [1])
  expect(await near).toBe(1)
  expect(asked).toEqual([])
  const [far, askedThen] = find(['labeled', 'labeled', 'new', 'new'], 0, [1])
  expect(await far).toBe(2)
  expect(askedThen).toEqual([[2, 3]])
})

test('a long list is asked for in parts', async () => {
  const fetch = vi.fn((ids: number[]) =>
    Promise.resolve(ids.map((id) => makeCard(id, { status: id === 2500 ? 'new' : 'labeled' }))),
  )
  expect(
    await findNextUnlabeled(
      Array.from({ length: 5000 }, (_, id) => id),
      -1,
      () => undefined,
      fetch,
    ),
  ).toBe(2500)
  expect(fetch).toHaveBeenCalledTimes(3)
})
