import { type AttentionShape, checkShape } from './attention.ts'

/**
 * Mean attention distance of every head, in pixels (Dosovitskiy et al. 2020, arXiv 2010.11929, appendix D.7, figure
 * 11): how far from a patch is what it attends to, the average of the distances to all patches weighted by its
 * attention weights, and the mean of that over all patches.
 *
 * Special tokens have no place in the picture: their rows and columns are left out, and what is left of a row is
 * divided by its sum, because an average needs weights that add up to 1. (The code that is commonly used for this
 * figure, probing-vits after S. Kornblith, leaves the columns out and does not divide; a head that attends to the class
 * token most of the time would seem to look nearby.) A patch that attends to no patch at all counts with a distance of
 * 0.
 *
 * @param attention float32 [layers, heads, S, S]
 * @param patchSize pixels a side; distances are between the patches' centres
 * @returns [layers][heads], from 0 to the diagonal
 * @throws RangeError where the values are of another shape, or the patches are no square
 */
export function measureDistance(attention: Float32Array, shape: AttentionShape, patchSize: number): number[][] {
  checkShape(attention, shape)
  const { layers, heads, tokens, specialTokens } = shape
  const patches = tokens - specialTokens
  const side = Math.sqrt(patches)
  if (!Number.isInteger(side)) throw new RangeError(`expected a square of patches, got ${patches}`)
  const total = new Float64Array(layers * heads)
  const distances = new Float64Array(patches)
  for (let query = 0; query < patches; query++) {
    for (let key = 0; key < patches; key++) {
      const rows = Math.floor(key / side) - Math.floor(query / side)
      distances[key] = patchSize * Math.sqrt(rows ** 2 + ((key % side) - (query % side)) ** 2)
    }
    for (let matrix = 0; matrix < total.length; matrix++) {
      const start = (matrix * tokens + specialTokens + query) * tokens + specialTokens
      let sum = 0
      let weighted = 0
      for (let key = 0; key < patches; key++) {
        const weight = attention[start + key]!
        sum += weight
        weighted += weight * distances[key]!
      }
      if (sum > 0) total[matrix]! += weighted / sum
    }
  }
  return byLayer(total, heads, patches)
}

/**
 * Entropy of the rows of every head, in bits: 0 where a token attends to one token alone, log2 S where it attends to
 * all alike. Over all tokens, special ones included.
 *
 * @param attention float32 [layers, heads, S, S]
 * @returns each [layers][heads]:
 * of the class token's row, of the distillation token's (null on a plain model), and the mean   over the patches' rows
 * @throws RangeError where the values are of another shape
 */
export function measureEntropy(
  attention: Float32Array,
  shape: AttentionShape,
): { class: number[][]; distillation: number[][] | null; patches: number[][] } {
  checkShape(attention, shape)
  const { layers, heads, tokens, specialTokens } = shape
  const matrices = layers * heads
  const [ofClass, ofDistillation, ofPatches] = [
    new Float64Array(matrices),
    new Float64Array(matrices),
    new Float64Array(matrices),
  ]
  for (let matrix = 0; matrix < matrices; matrix++) {
    for (let row = 0; row < tokens; row++) {
      const start = (matrix * tokens + row) * tokens
      let nats = 0
      for (let column = 0; column < tokens; column++) {
        const weight = attention[start + column]!
        if (weight > 0) nats -= weight * Math.log(weight)
      }
      const target = row >= specialTokens ? ofPatches : row === 0 ? ofClass : ofDistillation
      target[matrix]! += nats / Math.LN2
    }
  }
  return {
    class: byLayer(ofClass, heads, 1),
    distillation: specialTokens > 1 ? byLayer(ofDistillation, heads, 1) : null,
    patches: byLayer(ofPatches, heads, tokens - specialTokens),
  }
}

const byLayer = (total: Float64Array, heads: number, count: number): number[][] =>
  Array.from({ length: total.length / heads }, (_, layer) =>
    Array.from(total.subarray(layer * heads, (layer + 1) * heads), (value) => value / count),
  )
