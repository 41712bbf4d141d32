import { type Head, multiply } from './head.ts'
import { readRow, rowProducts } from './row-products.ts'

/** Distances of labeled rows to each class, as they would be had the row no label. */
export interface LeftOut {
  /** The rows, as they were given; those whose class has no other label are not in it. */
  rows: number[]
  /** For each, the place of its own class in the head's classes. */
  own: number[]
  /** [rows, classes]. */
  distances: Float64Array
}

/**
 * Exact leave-one-out distances without refits. Taking row x of class y, which has N labels, away changes S_w by
 * δ (x − M_y)(x − M_y)ᵀ with δ = N/(N−1), so that by Sherman and Morrison (1950), with g = D_y(x) and h = 1 − δg/f:
 * D′_y = (f−1)/f · δ²g/h and D′_c = (f−1)/f · [D_c + (δ/f)·((x − M_y)ᵀ A (x − M_c))²/h].
 *
 * @param data float32 [any, width]; `labeled` are rows of it with the ids of their classes
 */
export function leaveOneOut(
  head: Head,
  data: Float32Array,
  labeled: readonly { row: number; classId: number }[],
): LeftOut {
  const { width, classIds, counts, means, weight, bias, precision, freedom } = head
  const places = new Map(classIds.map((id, place) => [id, place]))
  const kept = labeled.flatMap(({ row, classId }) => {
    const place = places.get(classId)
    return place === undefined || counts[place]! < 2 ? [] : [{ row, place }]
  })
  const classes = classIds.length
  const distances = new Float64Array(kept.length * classes)
  const vector = new Float64Array(width)
  const direction = new Float64Array(width)
  const scores = new Float64Array(classes)
  const crosses = new Float64Array(classes)
  const shrink = (freedom - 1) / freedom
  for (const [at, { row, place }] of kept.entries()) {
    readRow(vector, data, row * width)
    multiply(precision, vector, 0, direction, 0, width) // A x
    let square = 0
    for (let i = 0; i < width; i++) square += direction[i]! * vector[i]!
    for (let i = 0; i < width; i++) direction[i]! -= weight[place * width + i]! // A (x − M_y)
    let along = 0
    for (let i = 0; i < width; i++) along += direction[i]! * vector[i]!
    rowProducts(scores, vector, weight, bias, width)
    rowProducts(crosses, direction, means, null, width)
    const delta = counts[place]! / (counts[place]! - 1)
    const own = square - 2 * scores[place]!
    const rest = 1 - (delta * own) / freedom
    for (let c = 0; c < classes; c++) {
      const cross = along - crosses[c]!
      distances[at * classes + c] = shrink * (square - 2 * scores[c]! + ((delta / freedom) * cross * cross) / rest)
    }
    distances[at * classes + place] = (shrink * delta * delta * own) / rest
  }
  return { rows: kept.map(({ row }) => row), own: kept.map(({ place }) => place), distances }
}

/** Rows of several parts, one after the other. */
export function joinLeftOut(parts: readonly LeftOut[]): LeftOut {
  const distances = new Float64Array(parts.reduce((sum, part) => sum + part.distances.length, 0))
  let from = 0
  for (const part of parts) {
    distances.set(part.distances, from)
    from += part.distances.length
  }
  return { rows: parts.flatMap(({ rows }) => rows), own: parts.flatMap(({ own }) => own), distances }
}
