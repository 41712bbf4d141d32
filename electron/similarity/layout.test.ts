import { expect, test } from 'vitest'
import { layOut, type Layout, type LayoutOptions } from './layout.ts'
import { Neighbours } from './neighbours.ts'
import { makeRandom } from '../lib/random.ts'
import { makeEmbeddings, makeVectors } from '../test-support/made-embeddings.ts'
import type { Vectors } from './vectors.ts'

const options: LayoutOptions = { neighbors: 10, minDistance: 0.1, seed: 1 }

function run(vectors: Vectors, changed: Partial<LayoutOptions> = {}): { layout: Layout; steps: number[] } {
  const work = layOut(vectors, { ...options, ...changed })
  const steps: number[] = []
  for (;;) {
    const step = work.next()
    if (step.done === true) return { layout: step.value, steps }
    steps.push(step.value)
  }
}

/** Of each point, whether the nearest other point is of its own cluster. */
function countKept({ x, y }: Layout, clusters: number): number {
  let kept = 0
  for (let one = 0; one < x.length; one++) {
    let [nearest, best] = [-1, Infinity]
    for (let other = 0; other < x.length; other++) {
      const distance = (x[one]! - x[other]!) ** 2 + (y[one]! - y[other]!) ** 2
      if (other !== one && distance < best) [nearest, best] = [other, distance]
    }
    if (nearest % clusters === one % clusters) kept++
  }
  return kept
}

const distance = ({ x, y }: Layout, one: number, other: number): number =>
  Math.hypot(x[one]! - x[other]!, y[one]! - y[other]!)

test('two clusters that are well apart stay apart, and progress only rises', () => {
  const { layout, steps } = run(makeVectors(makeEmbeddings({ count: 200, dims: 64, clusters: 2, copies: 0 })))
  let [within, between] = [0, Infinity]
  for (let one = 0; one < 200; one++) {
    for (let other = 0; other < one; other++) {
      if (one % 2 === other % 2) within = Math.max(within, distance(layout, one, other))
      else between = Math.min(between, distance(layout, one, other))
    }
  }
  expect(between).toBeGreaterThan(within / 4)
  expect(countKept(layout, 2)).toBe(200)
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  expect(steps.at(-1)).toBeLessThanOrEqual(1)
})

test('the same seed gives the same plane, another one another', () => {
  const vectors = makeVectors(makeEmbeddings({ count: 120, dims: 32, clusters: 4 }))
  const { layout } = run(vectors)
  expect(run(vectors).layout).toEqual(layout)
  expect(run(vectors, { seed: 2 }).layout).not.toEqual(layout)
})

test('beyond the sample, photos are placed among the likest of it', () => {
  const vectors = makeVectors(makeEmbeddings({ count: 300, dims: 32, clusters: 3, copies: 0 }))
  const { layout } = run(vectors, { sample: 100 })
  expect(countKept(layout, 3)).toBe(300)
  expect(run(vectors, { sample: 100 }).layout).toEqual(layout)
})

test.each([1, 2, 3, 4, 5, 6, 16])('%d photos are laid out too, equal ones not on one point', (count) => {
  const {
    layout: { x, y },
  } = run(makeVectors(Array.from({ length: count }, () => new Float32Array(8).fill(1))), { neighbors: 15 })
  expect([...x, ...y].every(Number.isFinite)).toBe(true)
  expect(new Set(Array.from(x, (value, index) => `${value} ${y[index]!}`)).size).toBe(count)
})

test.each([0, 1])('a least distance of %d is laid out', (minDistance) => {
  const {
    layout: { x, y },
  } = run(makeVectors(makeEmbeddings({ count: 60, dims: 16 })), { minDistance })
  expect([...x, ...y].every(Number.isFinite)).toBe(true)
})

test('the nearest points are those of a naive search', () => {
  const random = makeRandom(3)
  const points = Float32Array.from({ length: 200 * 20 }, () => random())
  const index = new Neighbours(points, 20)
  for (let one = 0; one < 200; one += 7) {
    const point = points.subarray(one * 20, one * 20 + 20)
    const naive = Array.from({ length: 200 }, (_, other) =>
      Math.hypot(...Array.from(point, (value, k) => value - points[other * 20 + k]!)),
    ).toSorted((a, b) => a - b)
    const { indices, distances } = index.find(point, 9)
    expect(indices[0]).toBe(one)
    distances.forEach((found, place) => expect(found).toBeCloseTo(naive[place]!, 6))
  }
})
