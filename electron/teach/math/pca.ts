import { findEigenvectors } from './eigenvectors.ts'
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
 * Principal component analysis of rows [n, dims], deterministic: covariance in double precision, its first eigenvectors
 * by randomised subspace iteration (`findEigenvectors`). Rows with a value that is not finite are left out. Time
 * min(n, maxRows)·d²/2 + 8·d²·k multiply-adds, at some 3·10⁹ a second; memory 8·d² bytes beside the rows.
 *
 * @param rows float32 [n, dims], row-major
 * @returns at most `components` of them, fewer where the rows span fewer dimensions (none where all are equal)
 * @throws RangeError where no row is finite, or `rows` is no whole number of rows
 */
export function fitPca(rows: Float32Array, dims: number, options: PcaOptions): Pca {
  const { components, maxRows = 20_000, seed } = options
  if (rows.length % dims !== 0) throw new RangeError(`${rows.length} values are no rows of ${dims}`)
  const finite = listFinite(rows, dims)
  if (finite.length === 0) throw new RangeError('no row is finite')
  const mean = new Float64Array(dims)
  for (const row of finite) for (let k = 0; k < dims; k++) mean[k]! += rows[row * dims + k]!
  for (let k = 0; k < dims; k++) mean[k]! /= finite.length
  const covariance = findCovariance(rows, spread(finite, maxRows), mean)
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

function listFinite(rows: Float32Array, dims: number): number[] {
  const finite: number[] = []
  for (let from = 0; from < rows.length; from += dims) {
    let isFinite = true
    for (let k = from; k < from + dims && isFinite; k++) isFinite = Number.isFinite(rows[k])
    if (isFinite) finite.push(from / dims)
  }
  return finite
}

function spread(items: readonly number[], count: number): readonly number[] {
  if (items.length <= count) return items
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!)
}

/** Of some rows, divided by their number less one. */
function findCovariance(rows: Float32Array, chosen: readonly number[], mean: Float64Array): Matrix {
  const dims = mean.length
  const covariance = makeMatrix(dims, dims)
  for (let from = 0; from < chosen.length; from += rowsABlock) {
    const part = chosen.slice(from, from + rowsABlock)
    // Transposed: a column's values lie side by side.
    const block = makeMatrix(dims, part.length)
    part.forEach((row, at) => {
      for (let k = 0; k < dims; k++) block.data[k * part.length + at] = rows[row * dims + k]! - mean[k]!
    })
    addProduct(block, block, covariance, { upper: true })
  }
  const divisor = Math.max(1, chosen.length - 1)
  for (let k = 0; k < covariance.data.length; k++) covariance.data[k]! /= divisor
  mirrorUpper(covariance)
  return covariance
}
