import { expect, test } from 'vitest'
import { listMenuClasses } from './menu-classes.ts'

const makeSet = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: at + 1, key: at < 3 ? String(at + 1) : null }))

test('few classes are all listed, in their order', () => {
  expect(listMenuClasses(makeSet(12), [5])).toEqual(makeSet(12))
})

test('of many those given last and those with a key are listed', () => {
  const listed = listMenuClasses(makeSet(1000), [700, 'tench', 20]).map(({ id }) => id)
  expect(listed).toHaveLength(12)
  expect(listed).toEqual(expect.arrayContaining([1, 2, 3, 20, 700]))
})
