import { type DeitConfig, sequenceLength, specialTokens } from './config.ts'

export const headFusions = ['mean', 'max', 'min'] as const
export type HeadFusion = (typeof headFusions)[number]

/**
 * The shape of a photo's whole attention, float32 [layers, heads, tokens, tokens]:
 * softmax weights, so that rows sum to 1.
 */
export interface AttentionShape {
  layers: number
  heads: number
  /** Sequence length S, special tokens included. */
  tokens: number
  /** Leading tokens that are not patches: 1, or 2 on a distilled model. */
  specialTokens: number
}

export const attentionShape = (config: DeitConfig): AttentionShape => ({
  layers: config.depth,
  heads: config.heads,
  tokens: sequenceLength(config),
  specialTokens: specialTokens(config),
})

/** @throws RangeError where the values are of another shape */
export function checkShape(attention: Float32Array, { layers, heads, tokens }: AttentionShape): void {
  const expected = layers * heads * tokens * tokens
  if (attention.length === expected) return
  throw new RangeError(
    `expected ${layers}×${heads}×${tokens}×${tokens} = ${expected} attention values, got ${attention.length}`,
  )
}

/**
 * One matrix a layer: the mean, the maximum or the minimum of its heads, entry by entry. All that a rollout needs, at a
 * fraction of the size.
 *
 * @param attention float32 [layers, heads, S, S]
 * @returns float32 [layers, S, S]; with `max` and `min` rows do not sum to 1
 * @throws RangeError where the values are of another shape
 */
export function fuseHeads(
  attention: Float32Array,
  shape: AttentionShape,
  fusion: HeadFusion,
): Float32Array<ArrayBuffer> {
  checkShape(attention, shape)
  const { layers, heads, tokens } = shape
  const size = tokens * tokens
  const fused = new Float32Array(layers * size)
  const before = new Float64Array(size)
  for (let layer = 0; layer < layers; layer++) {
    before.set(attention.subarray(layer * heads * size, (layer * heads + 1) * size))
    for (let head = 1; head < heads; head++) {
      const start = (layer * heads + head) * size
      for (let index = 0; index < size; index++) {
        const value = attention[start + index]!
        const sofar = before[index]!
        before[index] = fusion === 'mean' ? sofar + value : (fusion === 'max') === value > sofar ? value : sofar
      }
    }
    const divisor = fusion === 'mean' ? heads : 1
    for (let index = 0; index < size; index++) fused[layer * size + index] = before[index]! / divisor
  }
  return fused
}

/**
 * What each head of each layer let one patch attend to.
 *
 * @param patch its number, row by row, special tokens not counted
 * @returns float32 [layers, heads, S], special tokens first; rows sum to 1
 * @throws RangeError where there is no such patch, or the values are of another shape
 */
export function readPatchRows(
  attention: Float32Array,
  shape: AttentionShape,
  patch: number,
): Float32Array<ArrayBuffer> {
  const patches = shape.tokens - shape.specialTokens
  if (!Number.isInteger(patch) || patch < 0 || patch >= patches)
    throw new RangeError(`expected a patch from 0 to ${patches - 1}, got ${patch}`)
  return readRows(attention, shape, shape.specialTokens + patch, 1)
}

/**
 * What each head of each layer let the special tokens attend to.
 *
 * @returns float32 [layers, heads, specialTokens, S]; rows sum to 1
 * @throws RangeError where the values are of another shape
 */
export const readSpecialRows = (attention: Float32Array, shape: AttentionShape): Float32Array<ArrayBuffer> =>
  readRows(attention, shape, 0, shape.specialTokens)

function readRows(
  attention: Float32Array,
  shape: AttentionShape,
  first: number,
  count: number,
): Float32Array<ArrayBuffer> {
  checkShape(attention, shape)
  const { layers, heads, tokens } = shape
  const rows = new Float32Array(layers * heads * count * tokens)
  for (let matrix = 0; matrix < layers * heads; matrix++) {
    const start = (matrix * tokens + first) * tokens
    rows.set(attention.subarray(start, start + count * tokens), matrix * count * tokens)
  }
  return rows
}
