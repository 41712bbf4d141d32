import { expect, test } from 'vitest'
import { takeBack } from './trail.ts'

const answer = (name: string, given: Record<number, string | null>) => ({
  name,
  given: new Map(Object.entries(given).map(([id, label]) => [Number(id), label])),
})

/** Reads from these labels; a photo that is not among them is gone. */
const from = (labels: Record<number, string | null>) => (ids: readonly number[]) =>
  Promise.resolve(new Map(ids.flatMap((id) => (id in labels ? [[id, labels[id] ?? null] as const] : []))))
const always = (): boolean => true

test('the answers that were taken back are given, the earliest first, and those that stand stay', async () => {
  const trail = [answer('one', { 1: 'cat', 2: null }), answer('two', { 3: 'dog' }), answer('three', { 4: 'cat' })]
  expect(await takeBack(trail, from({ 1: 'cat', 2: null, 3: 'dog', 4: 'cat' }), always)).toEqual([])
  expect(trail).toHaveLength(3)
  const back = await takeBack(trail, from({ 1: 'cat', 2: null, 3: null, 4: 'dog' }), always)
  expect(back.map(({ name }) => name)).toEqual(['two', 'three'])
  expect(trail.map(({ name }) => name)).toEqual(['one'])
  expect(await takeBack(trail, from({}), always)).toEqual([])
  expect((await takeBack(trail, from({ 2: 'dog' }), always))[0]?.name).toBe('one')
  expect(await takeBack(trail, from({}), always)).toEqual([])
})

test('where something else was asked for meanwhile, nothing is taken off', async () => {
  const trail = [answer('one', { 1: 'cat' })]
  expect(await takeBack(trail, from({ 1: null }), () => false)).toEqual([])
  expect(trail).toHaveLength(1)
})
