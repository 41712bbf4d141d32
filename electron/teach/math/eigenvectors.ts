import { makeRandom } from '../../lib/random.ts'
import { makeMatrix, type Matrix, multiplyTransposed } from './products.ts'

/** Eigenvalues, the largest first, and their eigenvectors of length 1, one a row. */
export interface Eigenvectors {
  values: Float64Array
  vectors: Matrix
}

/** Vectors more than are asked for: the last ones of a subspace are found least well. */
const oversampling = 16
const powerSteps = 7
/** Below this share of the first a vector's length is what rounding left of it. */
const vanishing = 1e-12
const maxSweeps = 30

/**
 * The first eigenvectors of a symmetric matrix without negative eigenvalues, such as a covariance [d, d], by randomised
 * subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4 with 5.3). Its start is drawn from the seed: the
 * same matrix gives the same vectors, bit for bit. Exact where `count` + 16 ≥ d; else the directions at the end
 * mix with the next ones where their eigenvalues are close. In time about 8·d²·count.
 *
 * @returns at most `count`, fewer where the matrix has a lower rank
 */
export function findEigenvectors(matrix: Matrix, count: number, seed = 1): Eigenvectors {
  const size = matrix.rows
  const random = makeRandom(seed)
  let basis = makeMatrix(Math.min(count + oversampling, size), size)
  for (let k = 0; k < basis.data.length; k++) basis.data[k] = random() - 0.5
  basis = orthonormalize(basis)
  for (let step = 0; step < powerSteps; step++) basis = orthonormalize(multiplyTransposed(basis, matrix))
  // Once more, for what rounding left: Rayleigh and Ritz need an orthonormal basis.
  basis = orthonormalize(basis)
  const small = solveSmall(multiplyTransposed(multiplyTransposed(basis, matrix), basis))
  const kept = Math.min(count, small.values.findLastIndex((value) => value > vanishing * small.values[0]!) + 1)
  return { values: small.values.slice(0, kept), vectors: combine(small.vectors, basis, kept) }
}

/**
 * All eigenvectors of a symmetric matrix [n, n] by Jacobi's rotations, row by row; n up to some hundreds.
 */
export function solveSmall(matrix: Matrix): Eigenvectors {
  const size = matrix.rows
  const a = matrix.data.slice()
  const vectors = makeMatrix(size, size)
  for (let k = 0; k < size; k++) vectors.data[k * size + k] = 1
  let scale = 0
  for (const value of a) scale = Math.max(scale, Math.abs(value))
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    let rotations = 0
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p * size + q]!) <= Number.EPSILON * scale) continue
        rotate(a, vectors.data, size, p, q)
        rotations++
      }
    }
    if (rotations === 0) break
  }
  const order = Array.from({ length: size }, (_, k) => k).sort((p, q) => a[q * size + q]! - a[p * size + p]! || p - q)
  return {
    values: Float64Array.from(order, (k) => a[k * size + k]!),
    vectors: {
      ...vectors,
      data: Float64Array.from({ length: size * size }, (_, at) => {
        return vectors.data[order[Math.floor(at / size)]! * size + (at % size)]!
      }),
    },
  }
}

/** Turns the rows and columns p and q so that their element off the diagonal is 0 (Golub and Van Loan, 8.5.2). */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * a[p * size + q]!)
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  for (let k = 0, one = p, other = q; k < size; k++, one += size, other += size) turn(a, one, other, cosine, sine)
  for (let k = 0, one = p * size, other = q * size; k < size; k++, one++, other++) {
    turn(a, one, other, cosine, sine)
    turn(vectors, one, other, cosine, sine)
  }
}

function turn(values: Float64Array, one: number, other: number, cosine: number, sine: number): void {
  const x = values[one]!
  const y = values[other]!
  values[one] = cosine * x - sine * y
  values[other] = sine * x + cosine * y
}

/** An orthonormal basis of the rows (modified Gram and Schmidt); rows that depend on those before them are dropped. */
function orthonormalize({ rows, columns, data }: Matrix): Matrix {
  let longest = 0
  let kept = 0
  for (let row = 0; row < rows; row++) {
    const vector = data.subarray(row * columns, (row + 1) * columns)
    for (let other = 0; other < kept; other++) subtractProjection(vector, data, other * columns)
    const length = Math.sqrt(dot(vector, data, row * columns))
    longest = Math.max(longest, length)
    if (!(length > vanishing * longest)) continue
    for (let k = 0; k < columns; k++) data[kept * columns + k] = vector[k]! / length
    kept++
  }
  return { rows: kept, columns, data: data.subarray(0, kept * columns) }
}

function subtractProjection(vector: Float64Array, data: Float64Array, from: number): void {
  const share = dot(vector, data, from)
  for (let k = 0; k < vector.length; k++) vector[k]! -= share * data[from + k]!
}

/** Four sums, because one would wait for itself. */
function dot(vector: Float64Array, data: Float64Array, from: number): number {
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  let k = 0
  for (; k + 4 <= vector.length; k += 4) {
    a += vector[k]! * data[from + k]!
    b += vector[k + 1]! * data[from + k + 1]!
    c += vector[k + 2]! * data[from + k + 2]!
    d += vector[k + 3]! * data[from + k + 3]!
  }
  for (; k < vector.length; k++) a += vector[k]! * data[from + k]!
  return a + b + (c + d)
}

/** The first rows of [n, n]·[n, d], signed so that the largest element of each is positive. */
function combine(weights: Matrix, basis: Matrix, rows: number): Matrix {
  const result = makeMatrix(rows, basis.columns)
  for (let row = 0; row < rows; row++) {
    const vector = result.data.subarray(row * basis.columns, (row + 1) * basis.columns)
    for (let other = 0; other < basis.rows; other++) {
      const weight = weights.data[row * weights.columns + other]!
      for (let k = 0; k < vector.length; k++) vector[k]! += weight * basis.data[other * basis.columns + k]!
    }
    let largest = 0
    for (let k = 1; k < vector.length; k++) if (Math.abs(vector[k]!) > Math.abs(vector[largest]!)) largest = k
    if (vector[largest]! < 0) for (let k = 0; k < vector.length; k++) vector[k] = -vector[k]!
  }
  return result
}
