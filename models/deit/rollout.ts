export type HeadFusion = 'mean' | 'max' | 'min'

export interface RolloutOptions {
  layers: number
  heads: number
  /** Sequence length S, special tokens included. */
  tokens: number
  /** Leading tokens that are not patches: 1, or 2 on a distilled model. */
  specialTokens: number
  fusion: HeadFusion
  /** Share of each layer's smallest fused attention entries that is dropped, 0 to below 1. */
  discardRatio: number
}

/**
 * Attention rollout (Abnar & Zuidema 2020, arXiv 2005.00928): heads fused, the residual added as the identity, rows
 * renormalised, layers multiplied; the rows of the special tokens are kept. Entries between special tokens are never
 * dropped (vit-explain guards the class token's own entry; with two special tokens there are four).
 *
 * @param attention float [layers, heads, S, S], rows sum to 1
 * @returns float64 [specialTokens, S]: how much of each input token reaches each special token; rows sum to 1
 */
export function rolloutAttention(attention: Float32Array, options: RolloutOptions): Float64Array {
  const { layers, tokens, specialTokens } = options
  const expected = layers * options.heads * tokens * tokens
  if (attention.length !== expected) {
    throw new RangeError(`expected ${layers}×${options.heads}×${tokens}×${tokens} = ${expected} attention values, got ${attention.length}`)
  }
  // Only the special tokens' rows are wanted: start from them at the last layer and multiply backwards,
  // [T, S] by [S, S] a layer, instead of whole matrices forwards.
  let rows = identityRows(specialTokens, tokens)
  for (let layer = layers - 1; layer >= 0; layer--) {
    const mixed = fuseHeads(attention, layer, options)
    discardSmallest(mixed, options)
    addResidual(mixed, tokens)
    rows = multiply(rows, mixed, specialTokens, tokens)
  }
  return rows
}

function identityRows(rows: number, tokens: number): Float64Array {
  const result = new Float64Array(rows * tokens)
  for (let row = 0; row < rows; row++) result[row * tokens + row] = 1
  return result
}

function fuseHeads(attention: Float32Array, layer: number, { heads, tokens, fusion }: RolloutOptions): Float64Array {
  const size = tokens * tokens
  const first = layer * heads * size
  const fused = Float64Array.from(attention.subarray(first, first + size))
  for (let head = 1; head < heads; head++) {
    const start = first + head * size
    for (let index = 0; index < size; index++) {
      const value = attention[start + index]!
      const before = fused[index]!
      fused[index] = fusion === 'mean' ? before + value : fusion === 'max' ? Math.max(before, value) : Math.min(before, value)
    }
  }
  return fusion === 'mean' ? fused.map((sum) => sum / heads) : fused
}

function discardSmallest(fused: Float64Array, { tokens, specialTokens, discardRatio }: RolloutOptions): void {
  const count = Math.floor(fused.length * discardRatio)
  if (count === 0) return
  const ascending = Array.from(fused.keys()).sort((a, b) => fused[a]! - fused[b]! || a - b)
  for (const index of ascending.slice(0, count)) {
    const guarded = index % tokens < specialTokens && Math.floor(index / tokens) < specialTokens
    if (!guarded) fused[index] = 0
  }
}

function addResidual(fused: Float64Array, tokens: number): void {
  for (let row = 0; row < tokens; row++) {
    fused[row * tokens + row]! += 1
    const values = fused.subarray(row * tokens, (row + 1) * tokens)
    const sum = values.reduce((total, value) => total + value, 0)
    for (let column = 0; column < tokens; column++) values[column]! /= sum
  }
}

function multiply(rows: Float64Array, matrix: Float64Array, count: number, tokens: number): Float64Array {
  const result = new Float64Array(count * tokens)
  for (let row = 0; row < count; row++) {
    for (let inner = 0; inner < tokens; inner++) {
      const factor = rows[row * tokens + inner]!
      if (factor === 0) continue
      for (let column = 0; column < tokens; column++) result[row * tokens + column]! += factor * matrix[inner * tokens + column]!
    }
  }
  return result
}

/**
 * A map over the patches as bytes, for storing and painting: the special tokens' columns are cut off (both of them on a
 * distilled model), then each row is scaled so that its maximum is 255.
 *
 * @param rows float [specialTokens, S]
 * @returns uint8 [specialTokens, S − specialTokens]
 */
export function quantizeMaps(rows: Float32Array | Float64Array, specialTokens: number): Uint8Array {
  const tokens = rows.length / specialTokens
  const patches = tokens - specialTokens
  const maps = new Uint8Array(specialTokens * patches)
  for (let row = 0; row < specialTokens; row++) {
    const values = rows.subarray(row * tokens + specialTokens, (row + 1) * tokens)
    const maximum = Math.max(...values)
    if (maximum <= 0) continue
    for (let patch = 0; patch < patches; patch++) maps[row * patches + patch] = Math.round((values[patch]! / maximum) * 255)
  }
  return maps
}

/**
 * Rows over all tokens become rows over the patches alone; they sum to what the patches got, not to 1.
 *
 * @param rows float32 [n, tokens + patches], flattened
 * @returns float32 [n, patches]
 */
export function dropSpecialTokens(rows: Float32Array, tokens: number, patches: number): Float32Array<ArrayBuffer> {
  const sequence = tokens + patches
  const count = rows.length / sequence
  if (!Number.isInteger(count)) throw new RangeError(`expected rows of ${sequence} values, got ${rows.length} values`)
  const result = new Float32Array(count * patches)
  for (let row = 0; row < count; row++) result.set(rows.subarray(row * sequence + tokens, (row + 1) * sequence), row * patches)
  return result
}
