import fc from 'fast-check'
import { expect, test } from 'vitest'
import { largestDifference } from './fixtures/make-model.ts'
import { quantizeMaps, rolloutAttention, type RolloutOptions } from './rollout.ts'

const shape = fc.record({
  layers: fc.integer({ min: 1, max: 3 }),
  heads: fc.integer({ min: 1, max: 3 }),
  tokens: fc.integer({ min: 3, max: 6 }),
  specialTokens: fc.constantFrom(1, 2),
  fusion: fc.constantFrom('mean', 'max', 'min'),
  discardRatio: fc.constantFrom(0, 0.3, 0.9),
})

/** Softmax rows from any numbers. */
function makeAttention({ layers, heads, tokens }: RolloutOptions, seed: number): Float32Array {
  const values = Float32Array.from({ length: layers * heads * tokens * tokens }, (_, index) =>
    Math.exp(3 * Math.sin(seed + index * index)),
  )
  for (let start = 0; start < values.length; start += tokens) {
    const row = values.subarray(start, start + tokens)
    row.set(row.map((value) => value / row.reduce((sum, each) => sum + each, 0)))
  }
  return values
}

test('rows sum to 1 and hold no negative number, for any fusion, discard ratio and number of special tokens', () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 0, max: 1000 }), (options, seed) => {
      const rows = rolloutAttention(makeAttention(options, seed), options)
      expect(rows).toHaveLength(options.specialTokens * options.tokens)
      for (let row = 0; row < options.specialTokens; row++) {
        const values = rows.subarray(row * options.tokens, (row + 1) * options.tokens)
        expect(values.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
      }
    }),
  )
})

test('equals whole matrices multiplied forwards', () => {
  fc.assert(
    fc.property(shape, fc.integer({ min: 0, max: 1000 }), (drawn, seed) => {
      const options: RolloutOptions = { ...drawn, fusion: 'mean', discardRatio: 0 }
      const { layers, heads, tokens, specialTokens } = options
      const attention = makeAttention(options, seed)
      const at = (layer: number, row: number, column: number): number =>
        Array.from(
          { length: heads },
          (_, head) => attention[((layer * heads + head) * tokens + row) * tokens + column]!,
        ).reduce((sum, each) => sum + each) / heads
      const indices = Array.from({ length: tokens }, (_, index) => index)
      let product = indices.map((row) => indices.map((column): number => (row === column ? 1 : 0)))
      for (let layer = 0; layer < layers; layer++) {
        const mixed = indices.map((row) =>
          indices.map((column) => (at(layer, row, column) + (row === column ? 1 : 0)) / 2),
        )
        product = mixed.map((row) =>
          indices.map((column) => row.reduce((sum, factor, inner) => sum + factor * product[inner]![column]!, 0)),
        )
      }
      expect(
        largestDifference(rolloutAttention(attention, options), product.slice(0, specialTokens).flat()),
      ).toBeLessThan(1e-6)
    }),
  )
})

test('what is discarded is the smallest, and never between special tokens', () => {
  const attention = new Float32Array([0.1, 0.2, 0.7, 0.3, 0.3, 0.4, 0.2, 0.2, 0.6])
  // Four of nine go: both guarded ones among them (0.1, 0.2) stay, [2,0] and [2,1] become 0, which no special row sees.
  const rows = rolloutAttention(attention, {
    layers: 1,
    heads: 1,
    tokens: 3,
    specialTokens: 2,
    fusion: 'max',
    discardRatio: 0.45,
  })
  expect(largestDifference(rows, [1.1 / 2, 0.2 / 2, 0.7 / 2, 0.3 / 2, 1.3 / 2, 0.4 / 2])).toBeLessThan(1e-6)
  const plain = rolloutAttention(attention, {
    layers: 1,
    heads: 1,
    tokens: 3,
    specialTokens: 1,
    fusion: 'max',
    discardRatio: 0.45,
  })
  expect(largestDifference(plain, [1.1 / 1.8, 0, 0.7 / 1.8])).toBeLessThan(1e-6)
})

test('attention of another size is refused', () => {
  expect(() =>
    rolloutAttention(new Float32Array(8), {
      layers: 1,
      heads: 1,
      tokens: 3,
      specialTokens: 1,
      fusion: 'mean',
      discardRatio: 0,
    }),
  ).toThrow('expected 1×1×3×3 = 9 attention values, got 8')
})

test('maps leave every special token out and are scaled row by row', () => {
  expect([...quantizeMaps(new Float32Array([9, 9, 0.1, 0.2, 9, 9, 0.4, 0.1]), 2)]).toEqual([128, 255, 255, 64])
  expect([...quantizeMaps(new Float64Array([9, 0.5, 0.25, 0]), 1)]).toEqual([255, 128, 0])
  expect([...quantizeMaps(new Float32Array([1, 0, 0]), 1)]).toEqual([0, 0])
})
