import { expect, test } from 'vitest'
import { benchSchema } from './bench.ts'

test('what is not given gets its default, and what cannot be measured is refused', () => {
  const teach = { seeds: 3, policy: 'auto', userMisses: 0 }
  expect(benchSchema.parse({})).toEqual({
    model: 'default',
    engine: 'auto',
    photos: 512,
    rounds: 3,
    page: false,
    ...teach,
  })
  for (const args of [
    { photos: 15 },
    { rounds: 0 },
    { catalog: 999 },
    { teachSize: 9 },
    { userMisses: 2 },
    { unknown: 1 },
  ])
    expect(benchSchema.safeParse(args).success).toBe(false)
})
