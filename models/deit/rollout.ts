import { type AttentionShape, fuseHeads, type HeadFusion } from './attention.ts'
import { dropSmallest } from './smallest.ts'

export type { HeadFusion } from './attention.ts'

export interface FusedOptions extends Pick<AttentionShape, 'tokens' | 'specialTokens'> {
  /** Share of each layer's smallest fused attention entries that is dropped, 0 to below 1. */
  discardRatio: number
}

export interface RolloutOptions extends AttentionShape, FusedOptions {
  fusion: HeadFusion
}

/**
 * Attention rollout (Abnar & Zuidema 2020, arXiv 2005.00928): heads fused, the residual added as the identity, rows
 * renormalised, layers multiplied; the rows of the special tokens are kept. Entries between special tokens are never
 * dropped (vit-explain guards the class token's own entry; with two special tokens there are four).
 *
 * @param attention float32 [layers, heads, S, S], rows sum to 1
 * @returns float64 [specialTokens, S]: how much of each input token reaches each special token; rows sum to 1
 * @throws RangeError where the values are of another shape
 */
export const rolloutAttention = (attention: Float32Array, options: RolloutOptions): Float64Array =>
  rolloutFused(fuseHeads(attention, options, options.fusion), options)

/**
 * The same from matrices whose heads are fused already:
 * some milliseconds for 12 layers of 198 tokens, so that a slider can ask it at each of its steps.
 *
 * @param fused float32 [layers, S, S], numbers from 0 on: see `fuseHeads`
 * @param options `layers`: how many of them, the first ones; all where not given
 * @returns float64 [specialTokens, S]; rows sum to 1
 * @throws RangeError where the values are not whole layers, or there are not so many
 */
export function rolloutFused(fused: Float32Array, options: FusedOptions & { layers?: number }): Float64Array {
  const layers = options.layers ?? countLayers(fused, options)
  if (!Number.isInteger(layers) || layers < 1 || layers > countLayers(fused, options))
    throw new RangeError(`expected 1 to ${countLayers(fused, options)} layers, got ${layers}`)
  // Only the special tokens' rows are wanted: start from them at the last layer and multiply backwards,
  // [T, S] by [S, S] a layer, instead of whole matrices forwards.
  let rows = identityRows(options)
  for (let layer = layers - 1; layer >= 0; layer--) rows = multiply(rows, mixLayer(fused, layer, options), options)
  return rows
}

/**
 * Attention flow: the rollout of the first layer, of the first two, and so on up to all, for an animation. Layers are
 * made ready once; the products, L (L + 1) / 2 of [T, S] by [S, S], are fewer operations than L whole matrices
 * multiplied.
 *
 * @param fused float32 [layers, S, S], numbers from 0 on: see `fuseHeads`
 * @returns for each layer float64 [specialTokens, S], rows sum to 1; the last one is the rollout
 * @throws RangeError where the values are not whole layers
 */
export function attentionFlow(fused: Float32Array, options: FusedOptions): Float64Array[] {
  const mixed = Array.from({ length: countLayers(fused, options) }, (_, layer) => mixLayer(fused, layer, options))
  return mixed.map((_, last) => {
    let rows = identityRows(options)
    for (let layer = last; layer >= 0; layer--) rows = multiply(rows, mixed[layer]!, options)
    return rows
  })
}

function countLayers(fused: Float32Array, { tokens }: FusedOptions): number {
  const layers = fused.length / tokens ** 2
  if (!Number.isInteger(layers) || layers < 1)
    throw new RangeError(`expected layers of ${tokens}×${tokens} fused attention values, got ${fused.length} values`)
  return layers
}

function identityRows({ specialTokens, tokens }: FusedOptions): Float64Array {
  const result = new Float64Array(specialTokens * tokens)
  for (let row = 0; row < specialTokens; row++) result[row * tokens + row] = 1
  return result
}

/**
 * A layer ready to be multiplied:
 * what was not dropped, [S, S], and what each row sums to together with the residual, [S].
 */
interface MixedLayer {
  values: Float32Array
  sums: Float64Array
}

function mixLayer(fused: Float32Array, layer: number, options: FusedOptions): MixedLayer {
  const { tokens } = options
  const values = discardSmallest(fused.subarray(layer * tokens ** 2, (layer + 1) * tokens ** 2), options)
  const sums = new Float64Array(tokens)
  for (let row = 0; row < tokens; row++) {
    let sum = 1
    for (let at = row * tokens; at < (row + 1) * tokens; at++) sum += values[at]!
    sums[row] = sum
  }
  return { values, sums }
}

/** The layer itself where nothing is dropped. */
function discardSmallest(layer: Float32Array, { tokens, specialTokens, discardRatio }: FusedOptions): Float32Array {
  const count = Math.floor(layer.length * discardRatio)
  const kept = dropSmallest(layer, count)
  // Those between special tokens count among the smallest but stay.
  for (let row = 0; row < specialTokens && count > 0; row++)
    kept.set(layer.subarray(row * tokens, row * tokens + specialTokens), row * tokens)
  return kept
}

/** Rows [T, S] by (values + I) whose rows are divided by their sums. */
function multiply(
  rows: Float64Array,
  { values, sums }: MixedLayer,
  { specialTokens, tokens }: FusedOptions,
): Float64Array {
  const result = new Float64Array(specialTokens * tokens)
  for (let row = 0; row < specialTokens; row++) {
    const to = row * tokens
    for (let inner = 0; inner < tokens; inner++) {
      const factor = rows[to + inner]! / sums[inner]!
      if (factor === 0) continue
      result[to + inner]! += factor
      const from = inner * tokens
      for (let column = 0; column < tokens; column++) result[to + column]! += factor * values[from + column]!
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
    for (let patch = 0; patch < patches; patch++)
      maps[row * patches + patch] = Math.round((values[patch]! / maximum) * 255)
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
  for (let row = 0; row < count; row++)
    result.set(rows.subarray(row * sequence + tokens, (row + 1) * sequence), row * patches)
  return result
}
