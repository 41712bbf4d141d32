import { findEigenvectors } from './eigenvectors.ts'
import { type EmbeddingSource, readPages } from './embedding-source.ts'
import { addProduct, makeMatrix, type Matrix, mirrorUpper, multiplyTransposed } from './products.ts'

/** Principal component analysis: where its axes begin, and its axes. */
export interface Pca {
  /** [d] */
  mean: Float64Array
  /** [k, d], orthonormal, by falling variance; the largest element of each is positive. */
  components: Matrix
  /** [k] variance along each component. */
  variances: Float64Array
}

export interface PcaOptions {
  /** Components wanted, k. */
  components: number
  /** Rows that the covariance is taken from at most, evenly spread over all. */
  maxRows?: number
  seed?: number
}

const rowsABlock = 256

/**
 * Principal component analysis of a source's rows, deterministic: covariance in double precision, its first
 * eigenvectors by randomised subspace iteration (`findEigenvectors`). Rows with a value that is not finite are left
 * out. Rows are read once for the mean, and those of the covariance once more. Time min(n, maxRows)·d²/2 + 8·d²·k
 * multiply-adds, at some 3·10⁹ a second; memory 8·d² bytes beside a page of rows.
 *
 * @returns at most `components` of them, fewer where the rows span fewer dimensions (none where all are equal)
 * @throws RangeError where no row is finite
 */
export function fitPca(source: EmbeddingSource, options: PcaOptions): Pca {
  const { components, maxRows = 20_000, seed } = options
  const dims = source.stride
  const mean = new Float64Array(dims)
  const finite: number[] = []
  for (const { from, rows, values } of readPages(source))
    for (let row = 0; row < rows; row++) {
      if (!isFinite(values, row * dims, dims)) continue
      finite.push(from + row)
      for (let k = 0; k < dims; k++) mean[k]! += values[row * dims + k]!
    }
  if (finite.length === 0) throw new RangeError('no row is finite')
  for (let k = 0; k < dims; k++) mean[k]! /= finite.length
  const covariance = findCovariance(source, spread(finite, maxRows), mean)
  const { values, vectors } = findEigenvectors(covariance, components, seed)
  return { mean, components: vectors, variances: values }
}

/**
 * Coordinates of rows along the components. A row's do not depend on which others come with it, bit for bit.
 *
 * @param rows float32 [n, d]
 * @returns float32 [n, k]; rows that are not finite stay so
 */
export function project({ mean, components }: Pca, rows: Float32Array): Float32Array {
  const dims = mean.length
  const count = rows.length / dims
  const projected = new Float32Array(count * components.rows)
  for (let from = 0; from < count; from += rowsABlock) {
    const block = makeMatrix(Math.min(rowsABlock, count - from), dims)
    for (let at = 0, k = 0; at < block.data.length; at++, k = k + 1 === dims ? 0 : k + 1)
      block.data[at] = rows[from * dims + at]! - mean[k]!
    projected.set(multiplyTransposed(block, components).data, from * components.rows)
  }
  return projected
}

/** The same as rows of a source, made when they are read. */
export const projectSource = (pca: Pca, { rows, read }: EmbeddingSource): EmbeddingSource => ({
  rows,
  stride: pca.components.rows,
  read: (some) => project(pca, read(some)),
})

function isFinite(values: Float32Array, from: number, count: number): boolean {
  for (let k = from; k < from + count; k++) if (!Number.isFinite(values[k])) return false
  return true
}

function spread(items: readonly number[], count: number): readonly number[] {
  if (items.length <= count) return items
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!)
}

/** Of some rows, divided by their number less one. */
function findCovariance(source: EmbeddingSource, chosen: readonly number[], mean: Float64Array): Matrix {
  const dims = mean.length
  const covariance = makeMatrix(dims, dims)
  for (let from = 0; from < chosen.length; from += rowsABlock) {
    const part = chosen.slice(from, from + rowsABlock)
    // Transposed: a column's values lie side by side.
    const block = makeMatrix(dims, part.length)
    const rows = source.read(part)
    for (let at = 0; at < part.length; at++)
      for (let k = 0; k < dims; k++) block.data[k * part.length + at] = rows[at * dims + k]! - mean[k]!
    addProduct(block, block, covariance, { upper: true })
  }
  const divisor = Math.max(1, chosen.length - 1)
  for (let k = 0; k < covariance.data.length; k++) covariance.data[k]! /= divisor
  mirrorUpper(covariance)
  return covariance
}
