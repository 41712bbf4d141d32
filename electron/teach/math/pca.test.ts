import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeRandom } from '../../lib/random.ts'
import { readCheckpoint } from '../../../models/deit/checkpoint/read.ts'
import { largestDifference } from '../../../models/deit/fixtures/make-model.ts'
import { sourceOf } from './embedding-source.ts'
import { fitPca, project, projectSource } from './pca.ts'
import { type Matrix, multiplyTransposed } from './products.ts'

const fixture = readCheckpoint(readFileSync(new URL('fixtures/pca.safetensors', import.meta.url)), 'pca')
const [rows, expected] = [fixture.get('rows')!.data, fixture.get('components')!]
const [count, dims] = fixture.get('rows')!.shape as [number, number]
const kept = expected.shape[0]!

/** Sine of the largest angle between two subspaces, each given by an orthonormal basis. */
function largestSine(one: Matrix, other: Matrix): number {
  const cosines = multiplyTransposed(one, other)
  // ‖(I − QQᵀ)P‖ at its largest row bounds what of one is outside the other.
  let largest = 0
  for (let row = 0; row < one.rows; row++) {
    const inside = cosines.data.subarray(row * other.rows, (row + 1) * other.rows).reduce((sum, c) => sum + c * c, 0)
    largest = Math.max(largest, Math.sqrt(Math.max(0, 1 - inside)))
  }
  return largest
}

test("numpy's singular value decomposition finds the same", () => {
  const pca = fitPca(sourceOf(rows, dims), { components: kept })
  expect(pca.components.rows).toBe(kept)
  expect(largestDifference(pca.mean, fixture.get('mean')!.data)).toBeLessThan(1e-6)
  fixture.get('variances')!.data.forEach((variance, index) => {
    expect(Math.abs(pca.variances[index]! / variance - 1)).toBeLessThan(1e-6)
  })
  const reference = { rows: kept, columns: dims, data: Float64Array.from(expected.data) }
  expect(largestSine(pca.components, reference)).toBeLessThan(2e-3)
  // The first ones are found best, and have numpy's sign by the same rule.
  const first = [pca.components.data, expected.data].map((data) => data.subarray(0, 3 * dims))
  expect(largestDifference(first[0], first[1])).toBeLessThan(1e-4)
})

test('with every component it is a rotation: distances and the total variance stay', () => {
  const pca = fitPca(sourceOf(rows, dims), { components: dims })
  const identity = multiplyTransposed(pca.components, pca.components).data
  expect(
    largestDifference(
      identity,
      identity.map((_, at) => Number(Math.floor(at / dims) === at % dims)),
    ),
  ).toBeLessThan(1e-12)
  const projected = project(pca, rows)
  const distance = (from: Float32Array, one: number, other: number): number =>
    Math.hypot(...Array.from({ length: dims }, (_, k) => from[one * dims + k]! - from[other * dims + k]!))
  for (const other of [1, 70, count - 1]) expect(distance(projected, 0, other)).toBeCloseTo(distance(rows, 0, other), 4)
  for (const component of [0, 20, dims - 1]) {
    const values = Float64Array.from({ length: count }, (_, row) => projected[row * dims + component]!)
    const variance = values.reduce((sum, value) => sum + value * value, 0) / (count - 1)
    expect(variance / pca.variances[component]!).toBeCloseTo(1, 5)
  }
})

test('the same rows give the same axes, bit for bit, and a row alone the same coordinates', () => {
  const [first, second] = [1, 2].map(() => fitPca(sourceOf(rows, dims), { components: kept }))
  expect(second).toEqual(first)
  const all = project(first!, rows)
  expect(all).toHaveLength(count * kept)
  expect(project(first!, rows.subarray(7 * dims, 8 * dims))).toEqual(all.subarray(7 * kept, 8 * kept))
})

test('rows in a plane have two axes, equal rows none', () => {
  const random = makeRandom(1)
  const plane = Float32Array.from({ length: 15 * 5 }, (_, at) => (at % 5 === 0 || at % 5 === 2 ? random.int(-9, 9) : 4))
  expect(fitPca(sourceOf(plane, 5), { components: 4 }).components.rows).toBe(2)
  const flat = fitPca(sourceOf(new Float32Array(40).fill(3), 8), { components: 4 })
  expect(flat.components.rows).toBe(0)
  expect(project(flat, new Float32Array(16))).toHaveLength(0)
})

test('a row that is not finite changes nothing and stays so', () => {
  const damaged = new Float32Array([...rows, ...new Float32Array(dims).fill(1)])
  damaged[count * dims + 3] = NaN
  const pca = fitPca(sourceOf(damaged, dims), { components: kept })
  expect(pca).toEqual(fitPca(sourceOf(rows, dims), { components: kept }))
  expect(project(pca, damaged).subarray(-kept).every(Number.isNaN)).toBe(true)
  expect(() => fitPca(sourceOf(new Float32Array(dims).fill(NaN), dims), { components: 1 })).toThrow('no row is finite')
  expect(() => fitPca(sourceOf(rows.subarray(1), dims), { components: 1 })).toThrow(RangeError)
})

test('a sample of the rows is spread over all of them', () => {
  // Two halves far apart: the first axis leads from one to the other, and only a sample of both sees it.
  const random = makeRandom(2)
  const halves = Float32Array.from({ length: 400 * 6 }, (_, at) => random() + (at % 6 === 4 && at >= 1200 ? 50 : 0))
  const pca = fitPca(sourceOf(halves, 6), { components: 1, maxRows: 20 })
  expect(pca.components.data[4]).toBeGreaterThan(0.999)
  expect(pca.variances[0]! / 625).toBeCloseTo(1, 0)
})

test('rows of a source are projected when they are read, and read no more than a page at a time', () => {
  const random = makeRandom(3)
  const many = Float32Array.from({ length: 4100 * 5 }, () => random())
  const source = sourceOf(many, 5)
  let largest = 0
  const read: typeof source.read = (some) => {
    largest = Math.max(largest, some.length)
    return source.read(some)
  }
  const paged = { ...source, read }
  const pca = fitPca(paged, { components: 2 })
  const mean = new Float64Array(5)
  many.forEach((value, at) => (mean[at % 5]! += value))
  expect(pca.mean).toEqual(mean.map((sum) => sum / 4100))
  const [reduced, all] = [projectSource(pca, paged), project(pca, many)]
  expect([reduced.rows, reduced.stride]).toEqual([4100, 2])
  expect(reduced.read([4, 4099])).toEqual(new Float32Array([...all.subarray(8, 10), ...all.subarray(-2)]))
  expect(largest).toBe(2000)
})
