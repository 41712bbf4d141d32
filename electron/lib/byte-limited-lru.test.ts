import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteLimitedLru } from './byte-limited-lru.ts'

/** A cache of numbers as large as they are; `made` lists every computation. */
function open(bytes: number) {
  const made: string[] = []
  const cache = new ByteLimitedLru<number>(bytes, (value) => value)
  return {
    made,
    cache,
    get: (name: string, size: number) =>
      cache.get(name, () => {
        made.push(name)
        return Promise.resolve(size)
      }),
  }
}

test('concurrent requests share one computation', async () => {
  const { made, get } = open(10)
  expect(await Promise.all([get('a', 3), get('a', 4), get('b', 5), get('a', 6)])).toEqual([3, 3, 5, 3])
  expect(made).toEqual(['a', 'b'])
})

test('the least recently used goes first, and nothing else', async () => {
  const { made, get } = open(10)
  for (const name of ['a', 'b', 'a', 'c']) await get(name, 4) // b goes
  for (const name of ['a', 'c']) await get(name, 4)
  expect(made).toEqual(['a', 'b', 'c'])
  await get('b', 4)
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

test('a value over the limit is cached alone, until the next', async () => {
  const { made, get } = open(10)
  for (const [name, size] of [
    ['a', 4],
    ['large', 50],
    ['large', 50],
    ['a', 4],
    ['a', 4],
    ['large', 50],
  ] as const)
    await get(name, size)
  expect(made).toEqual(['a', 'large', 'a', 'large'])
})

test('what failed is computed again', async () => {
  const { cache, get } = open(10)
  const failing = cache.get('a', () => Promise.reject(new Error('no')))
  await expect(failing).rejects.toThrow('no')
  expect(await get('a', 2)).toBe(2)
})

test('what is being computed when the cache is emptied is not cached, nor counted', async () => {
  const { made, cache, get } = open(10)
  const { promise, resolve } = Promise.withResolvers<number>()
  const first = cache.get('a', () => promise)
  cache.clear()
  const failing = cache.get('f', () => Promise.reject(new Error('no')))
  cache.clear()
  await get('f', 1)
  await expect(failing).rejects.toThrow('no')
  await get('f', 1)
  resolve(9)
  expect(await first).toBe(9)
  await get('b', 5)
  await get('f', 1)
  await get('b', 5)
  await get('a', 2)
  expect(made).toEqual(['f', 'b', 'a'])
})

test('never holds more than its limit, but always the newest', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer({ min: 1, max: 12 })), { maxLength: 40 }),
      async (asked) => {
        const { made, get } = open(10)
        const order = new Map<string, number>()
        for (const [name, size] of asked) {
          const value = await get(name, size)
          const before = order.get(name)
          // The model: a list by age, cut from its old end.
          expect(made.at(-1) === name && before === undefined ? size : before).toBe(value)
          order.delete(name)
          order.set(name, value)
          const total = () => [...order.values()].reduce((sum, one) => sum + one, 0)
          for (const oldest of [...order.keys()]) if (total() > 10 && oldest !== name) order.delete(oldest)
        }
      },
    ),
  )
})
