import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AttentionShape, fuseHeads, readPatchRows, readSpecialRows } from './attention.ts'
import { measureDistance, measureEntropy } from './attention-numbers.ts'
import { largestDifference } from './fixtures/make-model.ts'
import { attentionFlow, rolloutAttention, rolloutFused } from './rollout.ts'

const patchSize = 16

const shapes = fc
  .record({
    layers: fc.integer({ min: 1, max: 4 }),
    heads: fc.integer({ min: 1, max: 3 }),
    side: fc.integer({ min: 1, max: 4 }),
    specialTokens: fc.constantFrom(1, 2),
  })
  .map(({ side, ...rest }): AttentionShape => ({ ...rest, tokens: side ** 2 + rest.specialTokens }))

/** A shape and softmax rows of it. */
const attentions = shapes.chain((shape) => {
  const length = shape.layers * shape.heads * shape.tokens ** 2
  return fc.float32Array({ min: -6, max: 6, noNaN: true, minLength: length, maxLength: length }).map((logits) => {
    const attention = logits.map(Math.exp)
    eachRow(attention, shape.tokens, (row) => row.set(row.map((value) => value / add(row))))
    return { shape, attention }
  })
})

const add = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0)
function eachRow<Values extends Float32Array | Float64Array>(
  values: Values,
  length: number,
  look: (row: Values) => void,
): void {
  for (let start = 0; start < values.length; start += length) look(values.subarray(start, start + length) as Values)
}
const fill = (shape: AttentionShape, weight: (row: number, column: number) => number): Float32Array =>
  Float32Array.from({ length: shape.layers * shape.heads * shape.tokens ** 2 }, (_, index) =>
    weight(Math.floor(index / shape.tokens) % shape.tokens, index % shape.tokens),
  )
const all = (value: number, { layers, heads }: AttentionShape): number[][] =>
  Array.from({ length: layers }, () => new Array<number>(heads).fill(value))

test('rows that are read out sum to 1, are those of their token, and there is one for every layer and head', () => {
  fc.assert(
    fc.property(attentions, fc.nat(), ({ shape, attention }, number) => {
      const { layers, heads, tokens, specialTokens } = shape
      const patch = number % (tokens - specialTokens)
      const [ofPatch, ofSpecial] = [readPatchRows(attention, shape, patch), readSpecialRows(attention, shape)]
      expect([ofPatch.length, ofSpecial.length]).toEqual([
        layers * heads * tokens,
        layers * heads * specialTokens * tokens,
      ])
      for (const rows of [ofPatch, ofSpecial]) eachRow(rows, tokens, (row) => expect(add(row)).toBeCloseTo(1, 5))
      const last = (layers * heads - 1) * tokens
      expect(ofPatch.at(-1)).toBe(attention[(last + specialTokens + patch + 1) * tokens - 1])
      expect(ofSpecial.at(-1)).toBe(attention[(last + specialTokens) * tokens - 1])
    }),
  )
})

test('fused heads lie between the least and the largest of them, and the mean keeps rows that sum to 1', () => {
  fc.assert(
    fc.property(attentions, ({ shape, attention }) => {
      const [mean, max, min] = [
        fuseHeads(attention, shape, 'mean'),
        fuseHeads(attention, shape, 'max'),
        fuseHeads(attention, shape, 'min'),
      ]
      expect(mean).toHaveLength(shape.layers * shape.tokens ** 2)
      expect(mean.every((value, index) => value <= max[index]! + 1e-6 && value >= min[index]! - 1e-6)).toBe(true)
      eachRow(mean, shape.tokens, (row) => expect(add(row)).toBeCloseTo(1, 5))
      if (shape.heads === 1) for (const fused of [mean, max, min]) expect(fused).toEqual(attention)
    }),
  )
})

test('flow through the layers: each step is the rollout of so many layers, its rows sum to 1, the last is the rollout', () => {
  const drawn = fc.tuple(attentions, fc.constantFrom('mean', 'max', 'min'), fc.constantFrom(0, 0.3, 0.9))
  fc.assert(
    fc.property(drawn, ([{ shape, attention }, fusion, discardRatio]) => {
      const fused = fuseHeads(attention, shape, fusion)
      const flow = attentionFlow(fused, { ...shape, discardRatio })
      expect(flow).toHaveLength(shape.layers)
      for (const [before, rows] of flow.entries()) {
        eachRow(rows, shape.tokens, (row) => expect(add(row)).toBeCloseTo(1, 9))
        expect(rows).toEqual(rolloutFused(fused, { ...shape, discardRatio, layers: before + 1 }))
      }
      expect(flow.at(-1)).toEqual(rolloutAttention(attention, { ...shape, fusion, discardRatio }))
    }),
  )
})

test('a token that attends to itself alone has no distance and no entropy', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const attention = fill(shape, (row, column) => (row === column ? 1 : 0))
      expect(measureDistance(attention, shape, patchSize)).toEqual(all(0, shape))
      const entropy = measureEntropy(attention, shape)
      expect([entropy.class, entropy.patches]).toEqual([all(0, shape), all(0, shape)])
      expect(entropy.distillation).toEqual(shape.specialTokens === 2 ? all(0, shape) : null)
    }),
  )
})

test('uniform attention has log2 S bits, and the mean distance of any two patches', () => {
  fc.assert(
    fc.property(shapes, (shape) => {
      const { tokens, specialTokens } = shape
      const attention = fill(shape, () => 1 / tokens)
      const entropy = measureEntropy(attention, shape)
      for (const found of [entropy.class, entropy.patches, ...(specialTokens === 2 ? [entropy.distillation!] : [])]) {
        expect(largestDifference(found.flat(), all(Math.log2(tokens), shape).flat())).toBeLessThan(1e-5)
      }
      const side = Math.sqrt(tokens - specialTokens)
      const places = Array.from({ length: side ** 2 }, (_, patch) => [Math.floor(patch / side), patch % side] as const)
      const distances = places.flatMap(([y, x]) =>
        places.map(([otherY, otherX]) => patchSize * Math.hypot(y - otherY, x - otherX)),
      )
      const mean = distances.reduce((total, distance) => total + distance, 0) / distances.length
      expect(
        largestDifference(measureDistance(attention, shape, patchSize).flat(), all(mean, shape).flat()),
      ).toBeLessThan(1e-4)
    }),
  )
})

test('what goes to special tokens makes a patch look neither nearer nor farther', () => {
  const shape = { layers: 1, heads: 2, tokens: 6, specialTokens: 2 }
  // Every patch of the 2×2 attends to the one beside it; the first head spends nine tenths on the class token.
  const beside = (row: number, column: number): number => (row >= 2 && column === ((row - 2) ^ 1) + 2 ? 1 : 0)
  const lone = fill({ ...shape, heads: 1 }, (row, column) => (column === 0 ? 0.9 : 0.1 * beside(row, column)))
  const attention = new Float32Array([...lone, ...fill({ ...shape, heads: 1 }, beside)])
  expect(measureDistance(attention, shape, patchSize)[0]!.map((value) => Math.round(value * 1e4) / 1e4)).toEqual([
    16, 16,
  ])
  // Nothing at all for other patches.
  expect(
    measureDistance(
      fill(shape, (_, column) => (column === 1 ? 1 : 0)),
      shape,
      patchSize,
    ),
  ).toEqual([[0, 0]])
})

test('values of another shape, patches and layers that are not there are refused', () => {
  const shape = { layers: 1, heads: 1, tokens: 5, specialTokens: 1 }
  const attention = new Float32Array(25)
  for (const read of [measureEntropy, readSpecialRows])
    expect(() => read(new Float32Array(24), shape)).toThrow('expected 1×1×5×5 = 25 attention values, got 24')
  expect(() => measureDistance(attention, { ...shape, specialTokens: 2 }, patchSize)).toThrow(
    'expected a square of patches, got 3',
  )
  for (const patch of [-1, 4, 0.5, NaN])
    expect(() => readPatchRows(attention, shape, patch)).toThrow('expected a patch from 0 to 3')
  for (const layers of [0, 2, 1.5])
    expect(() => rolloutFused(attention, { ...shape, discardRatio: 0, layers })).toThrow('expected 1 to 1 layers')
  for (const length of [0, 24])
    expect(() => attentionFlow(new Float32Array(length), { ...shape, discardRatio: 0 })).toThrow(`got ${length} values`)
})
