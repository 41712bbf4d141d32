import { drawSample, makeRandom } from '../lib/random.ts'
import { dot, type Vectors } from './vectors.ts'

/** Vectors that the directions are learned from: more of them change little. */
const sampleSize = 2000
/** Ordered well is enough: whoever uses them is exact with any directions, and faster with better ones. */
const rounds = 4

/**
 * The orthonormal directions along which the vectors differ most, the strongest first: principal components of a seeded
 * sample, by subspace iteration (Golub & Van Loan, Matrix Computations, 8.2). A few directions of many dimensions are
 * wanted, never the whole decomposition. float64 [count, stride]; fewer where there are fewer dimensions.
 */
export function findDirections(vectors: Vectors, count: number, seed: number): Float64Array[] {
  const { stride, data, size } = vectors
  const random = makeRandom(seed)
  const sample = Int32Array.from(drawSample(random, new Int32Array(size).keys(), sampleSize)).toSorted()
  const mean = new Float64Array(stride)
  for (const row of sample) for (let k = 0; k < stride; k++) mean[k]! += data[row * stride + k]! / sample.length
  const centred = new Float32Array(sample.length * stride)
  sample.forEach((row, index) => {
    for (let k = 0; k < stride; k++) centred[index * stride + k] = data[row * stride + k]! - mean[k]!
  })
  let directions = orthonormalise(
    Array.from({ length: Math.min(count, stride) }, () => Float64Array.from({ length: stride }, () => random() - 0.5)),
  )
  for (let round = 0; round < rounds; round++)
    directions = orthonormalise(directions.map((direction) => multiply(centred, direction)))
  return directions
}

/** Covariance × direction, without ever making the covariance. */
function multiply(centred: Float32Array, direction: Float64Array): Float64Array {
  const stride = direction.length
  const narrow = Float32Array.from(direction)
  const product = new Float64Array(stride)
  for (let from = 0; from < centred.length; from += stride) {
    const along = dot(centred, from, narrow, 0, stride)
    for (let k = 0; k < stride; k++) product[k]! += along * centred[from + k]!
  }
  return product
}

/** Gram and Schmidt, twice, which is enough (Parlett). What is left of a dependent direction is dropped. */
function orthonormalise(directions: readonly Float64Array[]): Float64Array[] {
  const kept: Float64Array[] = []
  for (const direction of directions) {
    const length = Math.sqrt(inner(direction, direction))
    for (let turn = 0; turn < 2; turn++) {
      for (const other of kept) {
        const along = inner(direction, other)
        for (let k = 0; k < direction.length; k++) direction[k]! -= along * other[k]!
      }
    }
    const left = Math.sqrt(inner(direction, direction))
    if (left <= length * 1e-10 || left === 0) continue
    kept.push(direction.map((value) => value / left))
  }
  return kept
}

function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let k = 0; k < one.length; k++) sum += one[k]! * other[k]!
  return sum
}

/**
 * Coordinates of rows along the directions, and behind them the length of what they leave out: float32 [rows, width].
 */
export function project(
  { data, stride }: Vectors,
  rows: ArrayLike<number>,
  directions: readonly Float64Array[],
  width: number,
): Float32Array {
  const coordinates = new Float32Array(rows.length * width)
  for (let index = 0; index < rows.length; index++) {
    const from = rows[index]! * stride
    let rest = 0
    for (let k = 0; k < stride; k++) rest += data[from + k]! ** 2
    for (let place = 0; place < directions.length; place++) {
      const direction = directions[place]!
      let along = 0
      for (let k = 0; k < stride; k++) along += data[from + k]! * direction[k]!
      coordinates[index * width + place] = along
      rest -= along ** 2
    }
    if (directions.length < width) coordinates[index * width + directions.length] = Math.sqrt(Math.max(0, rest))
  }
  return coordinates
}
