import { expect, test } from 'vitest'
import { blendTokens, readRolloutShape, seenPart } from './heat-place.ts'

test('the shape of a rollout follows from its length', () => {
  expect(readRolloutShape(392)).toEqual({ tokens: 2, side: 14 })
  expect(readRolloutShape(196)).toEqual({ tokens: 1, side: 14 })
  expect(readRolloutShape(72)).toEqual({ tokens: 2, side: 6 })
  expect(readRolloutShape(0)).toBe(null)
  expect(readRolloutShape(7)).toBe(null)
})

test('both tokens are averaged, one is taken as it is', () => {
  expect([...blendTokens(new Uint8Array([0, 10, 20, 255, 100, 30, 20, 255]), { tokens: 2, side: 2 })]).toEqual([
    50, 20, 20, 255,
  ])
  expect([...blendTokens(new Uint8Array([1, 2, 3, 4]), { tokens: 1, side: 2 })]).toEqual([1, 2, 3, 4])
})

test('the seen square is within the shorter side', () => {
  expect(seenPart(256, 128)).toBe(0.4375)
  expect(seenPart(128, 256)).toBe(0.4375)
  expect(seenPart(0, 0)).toBe(0)
})
