import { type EmbeddingSource, readPages } from './embedding-source.ts'

/**
 * Steps to which normalised embeddings are rounded, per unit: sums of products of such numbers are exact in doubles up
 * to a million photos, so that a head is the same bit for bit in whatever order labels came and went. What is lost
 * (2e-6, where a number is some 0.07) is far below what an embedding means.
 */
export const stepsPerUnit = 2 ** 18

/** Embeddings of one token of all photos as the heads take them, and how to bring another one to the same form. */
export interface EmbeddingPool {
  /** Photos. */
  rows: number
  /** Numbers a photo. */
  width: number
  /** float32 [rows, width]: scaled to length 1, minus `mean`, times `scale`. Zeros where the embedding is unusable. */
  data: Float32Array
  /** [width], of the embeddings scaled to length 1. */
  mean: Float64Array
  /** 1 / the root mean square of the centred embeddings' lengths. */
  scale: number
  /** [rows], 1 where the embedding is finite and not zero. */
  isUsable: Uint8Array
}

/**
 * Pools of a source's tokens, one for each, read in one go: beside them a page of embeddings is in memory.
 *
 * @param source rows of [tokens, width]
 */
export function makePools(source: EmbeddingSource, tokens: number): EmbeddingPool[] {
  const width = source.stride / tokens
  const pools = Array.from({ length: tokens }, () => new Float32Array(source.rows * width))
  for (const { from, rows, values } of readPages(source))
    for (let row = 0, start = 0; row < rows; row++)
      for (const data of pools) data.set(values.subarray(start, (start += width)), (from + row) * width)
  return pools.map((data) => normalize(data, source.rows, width))
}

/**
 * Normalises embeddings where they are: each is scaled to length 1, the mean of all is taken away, and all are divided
 * by the root mean square of what is left, so that one shrinkage fits every model. Sums are made in the order of the
 * rows, the photos' ids, and so are the same bit for bit wherever the rows were stored. An embedding that is zero,
 * infinite or NaN is left out and marked.
 *
 * @param data float32 [rows, width], which the pool takes over
 */
function normalize(data: Float32Array, rows: number, width: number): EmbeddingPool {
  const isUsable = new Uint8Array(rows)
  const inverse = new Float64Array(rows)
  const mean = new Float64Array(width)
  let usable = 0
  for (let row = 0; row < rows; row++) {
    const start = row * width
    let squares = 0
    for (let k = 0; k < width; k++) squares += data[start + k]! ** 2
    if (!Number.isFinite(squares) || squares === 0) continue
    isUsable[row] = 1
    usable++
    inverse[row] = 1 / Math.sqrt(squares)
    for (let k = 0; k < width; k++) mean[k]! += data[start + k]! * inverse[row]!
  }
  for (let k = 0; k < width; k++) mean[k]! /= Math.max(1, usable)
  let spread = 0
  for (let row = 0; row < rows; row++) {
    if (isUsable[row] === 0) continue
    const start = row * width
    for (let k = 0; k < width; k++) spread += (data[start + k]! * inverse[row]! - mean[k]!) ** 2
  }
  // Of photos that are all alike nothing is left to scale.
  const scale = spread > 0 ? Math.sqrt(usable / spread) : 1
  for (let row = 0; row < rows; row++) {
    const start = row * width
    if (isUsable[row] === 0) data.fill(0, start, start + width)
    else
      for (let k = 0; k < width; k++) {
        const value = (data[start + k]! * inverse[row]! - mean[k]!) * scale
        data[start + k] = Math.round(value * stepsPerUnit) / stepsPerUnit
      }
  }
  return { rows, width, data, mean, scale, isUsable }
}
