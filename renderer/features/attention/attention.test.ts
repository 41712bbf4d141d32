import { expect, test } from 'vitest'
import { attentionRow, mean, rolloutRow, share, subtract } from './attention.ts'

const shape = { tokens: 2, side: 2, layers: 3, heads: 2 }
/** Every value encodes its own place: layer, head, token, patch. */
const weights = Float32Array.from({ length: 3 * 2 * 2 * 4 }, (_, index) => {
  const [patch, token, head, layer] = [
    index % 4,
    Math.floor(index / 4) % 2,
    Math.floor(index / 8) % 2,
    Math.floor(index / 16),
  ]
  return layer * 1000 + head * 100 + token * 10 + patch
})

test('a layer, a head and a token are read from their place', () => {
  expect([...attentionRow(weights, shape, 'class', 0, 0)]).toEqual([0, 1, 2, 3])
  expect([...attentionRow(weights, shape, 'distillation', 2, 1)]).toEqual([2110, 2111, 2112, 2113])
})

test('without a head it is the mean of all', () => {
  expect([...attentionRow(weights, shape, 'class', 1, null)]).toEqual([1050, 1051, 1052, 1053])
})

test('the difference is class token minus distillation token', () => {
  expect([...attentionRow(weights, shape, 'difference', 1, 0)]).toEqual([-10, -10, -10, -10])
  expect([...subtract([3, 1], [1, 3])]).toEqual([2, -2])
})

test('a plain model has one token, whatever is chosen', () => {
  const plain = { ...shape, tokens: 1, layers: 6 }
  expect([...attentionRow(weights, plain, 'difference', 0, 0)]).toEqual([...weights.subarray(0, 4)])
  expect([...rolloutRow(Uint8Array.of(1, 1, 1, 1), { tokens: 1, side: 2 }, 'distillation')]).toEqual([
    0.25, 0.25, 0.25, 0.25,
  ])
})

test('rollout rows become shares, so that rows scaled each by itself compare', () => {
  const bytes = Uint8Array.of(255, 0, 0, 0, 255, 255, 255, 255)
  expect([...rolloutRow(bytes, shape, 'class')]).toEqual([1, 0, 0, 0])
  expect([...rolloutRow(bytes, shape, 'distillation')]).toEqual([0.25, 0.25, 0.25, 0.25])
  expect([...rolloutRow(bytes, shape, 'difference')]).toEqual([0.75, -0.25, -0.25, -0.25])
})

test('what is not there is refused by name', () => {
  expect(() => attentionRow(weights, shape, 'class', 3, null)).toThrow('no layer 4: the model has 3')
  expect(() => attentionRow(weights, shape, 'class', 0, 2)).toThrow('no head 3')
  expect(() => rolloutRow(new Uint8Array(3), shape, 'class')).toThrow('3 values: expected 8')
})

test('means and shares of nothing are nothing', () => {
  expect([...mean([])]).toEqual([])
  expect([...share([0, 0])]).toEqual([0, 0])
})
