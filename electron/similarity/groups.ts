import { findDirections, project } from './directions.ts'
import { dot, type Vectors } from './vectors.ts'

/** Coordinates that a pair is compared by before its whole vectors. */
const width = 48
/** Coordinates that are added up before the sum is compared. */
const step = 4
/** Rounding must not part two equal photos. */
const tolerance = 1e-6
/** Comparisons between two steps. */
const stepSize = 2 ** 18

/**
 * Groups of rows that hang together by pairs with a similarity of at least `threshold`: connected components, two rows
 * or more, found exactly. Gives how much is done, 0 to 1, and in the end the groups, in the order of their first rows.
 *
 * A pair is dropped as soon as a lower bound of its distance is too large. Vectors of length 1 have a squared distance
 * of 2 − 2 cos; along orthonormal directions, with the length of the rest as one more coordinate (Cauchy-Schwarz), no
 * distance grows. The first coordinate orders the rows, so that most pairs are not even met. Pairs that are in one
 * group already need no second proof.
 */
export function* findGroups(vectors: Vectors, threshold: number): Generator<number, number[][]> {
  const { size, data, stride } = vectors
  yield 0
  const coordinates = project(
    vectors,
    Array.from({ length: size }, (_, row) => row),
    findDirections(vectors, width - 1, 1),
    width,
  )
  const order = Int32Array.from({ length: size }, (_, row) => row).sort(
    (one, other) => coordinates[one * width]! - coordinates[other * width]!,
  )
  const sorted = new Float32Array(size * width)
  order.forEach((row, place) => sorted.set(coordinates.subarray(row * width, (row + 1) * width), place * width))

  const limit = Math.max(0, 2 - 2 * threshold) + 1e-5 // the coordinates are rounded to float32
  const reach = Math.sqrt(limit)
  const parents = Int32Array.from({ length: size }, (_, row) => row)
  let work = 0
  for (let place = 0; place < size; place++) {
    const from = place * width
    const last = sorted[from]! + reach
    for (let other = place + 1; other < size && sorted[other * width]! <= last; other++) {
      work++
      if (!isNear(sorted, from, other * width, limit)) continue
      const [one, two] = [findRoot(parents, order[place]!), findRoot(parents, order[other]!)]
      if (one === two) continue
      work += stride / step
      if (dot(data, order[place]! * stride, data, order[other]! * stride, stride) < threshold - tolerance) continue
      parents[Math.max(one, two)] = Math.min(one, two)
    }
    if (work > stepSize) {
      work = 0
      yield place / size
    }
  }
  return listGroups(parents)
}

function isNear(coordinates: Float32Array, one: number, other: number, limit: number): boolean {
  let distance = 0
  for (let k = 0; k < width; k += step) {
    const a = coordinates[one + k]! - coordinates[other + k]!
    const b = coordinates[one + k + 1]! - coordinates[other + k + 1]!
    const c = coordinates[one + k + 2]! - coordinates[other + k + 2]!
    const d = coordinates[one + k + 3]! - coordinates[other + k + 3]!
    distance += a * a + b * b + c * c + d * d
    if (distance > limit) return false
  }
  return true
}

/** The first row of the group that the row is in; paths are halved on the way. */
function findRoot(parents: Int32Array, row: number): number {
  while (parents[row] !== row) {
    parents[row] = parents[parents[row]!]!
    row = parents[row]!
  }
  return row
}

function listGroups(parents: Int32Array): number[][] {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < parents.length; row++) {
    const root = findRoot(parents, row)
    const group = groups.get(root)
    if (group === undefined) groups.set(root, [row])
    else group.push(row)
  }
  return [...groups.values()].filter((group) => group.length > 1)
}
