import { describe, expect, it } from 'vitest'
import { makeRandom, shuffle } from '../../lib/random.ts'
import { ClassSums } from './class-sums.ts'
import { makePools, stepsPerUnit } from './embedding-pool.ts'
import { sourceOf } from './embedding-source.ts'
import reference from './fixtures/teach.json' with { type: 'json' }
import { fitHead } from './head.ts'
import { leaveOneOut } from './leave-one-out.ts'
import { defaultTemperature, fitTemperature } from './temperature.ts'

const { width } = reference
const labels = reference.labels as [number, number][]
const poolOf = (embeddings: Float32Array, stride: number) => makePools(sourceOf(embeddings, stride), 1)[0]!
const pool = poolOf(Float32Array.from(reference.embeddings), width)

function sumUp(labeled: readonly [number, number][]): ClassSums {
  const sums = new ClassSums(width)
  for (const [row, classId] of labeled) sums.add(pool.data, row * width, classId)
  return sums
}

/** The largest difference between two lists of numbers. */
const differ = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Math.max(...Array.from(one, (value, index) => Math.abs(value - other[index]!)))

describe('a head', () => {
  const head = fitHead(sumUp(labels))!
  const left = leaveOneOut(
    head,
    pool.data,
    labels.map(([row, classId]) => ({ row, classId })),
  )

  it('is fitted to embeddings as numpy normalises them', () => {
    expect(Math.abs(pool.scale - reference.scale)).toBeLessThan(1e-12)
    expect(differ(pool.data, reference.data)).toBeLessThan(1.01 / stepsPerUnit)
  })

  it('has the distances that numpy computes', () => {
    expect(differ(head.precision, reference.precision)).toBeLessThan(1e-9)
    for (const [row, expected] of reference.distances.entries()) {
      const scores = head.classIds.map((_, c) => {
        let sum = head.bias[c]!
        for (let i = 0; i < width; i++) sum += head.weight[c * width + i]! * pool.data[row * width + i]!
        return -2 * sum
      })
      // All but for what the classes share.
      expect(
        differ(
          scores.map((score) => score - scores[0]!),
          expected.map((value) => value - expected[0]!),
        ),
      ).toBeLessThan(1e-9)
    }
  })

  it('left out one by one equals as many refits', () => {
    expect(left.rows).toEqual(labels.map(([row]) => row))
    expect(differ(left.distances, reference.leftOut.flat())).toBeLessThan(1e-9)
  })

  it('has the temperature that scipy finds', () => {
    expect(fitTemperature(left, head.classIds.length)).toBeCloseTo(reference.temperature, 3)
    expect(fitTemperature({ rows: [1], own: [0], distances: new Float64Array(2) }, 2)).toBe(defaultTemperature)
  })

  it('is the same bit for bit in any order of labels, and after labels were taken back', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = makeRandom(seed)
      const sums = sumUp(shuffle(random, labels))
      const wrong = shuffle(random, labels).slice(0, 10)
      for (const [row, classId] of wrong) {
        sums.remove(pool.data, row * width, classId)
        sums.add(pool.data, row * width, classId + 7)
      }
      for (const [row, classId] of shuffle(random, wrong)) {
        sums.remove(pool.data, row * width, classId + 7)
        sums.add(pool.data, row * width, classId)
      }
      const other = fitHead(sums)!
      expect(other.weight).toEqual(head.weight)
      expect(other.bias).toEqual(head.bias)
    }
  })

  it('has no distances for the only label of a class', () => {
    const one = [...labels, [1, 99]] as [number, number][]
    const left = leaveOneOut(
      fitHead(sumUp(one))!,
      pool.data,
      one.map(([row, classId]) => ({ row, classId })),
    )
    expect(left.rows).not.toContain(1)
    expect(left.rows).toHaveLength(labels.length)
  })

  it('is none without labels', () => {
    expect(fitHead(new ClassSums(3))).toBeNull()
  })
})

describe('a pool', () => {
  it('leaves out what is NaN, infinite or zero, and nothing of it reaches the others', () => {
    const embeddings = Float32Array.from([1, 0, NaN, 1, 0, 0, Infinity, 1, 0, 2])
    const { isUsable, data } = poolOf(embeddings, 2)
    expect([...isUsable]).toEqual([1, 0, 0, 0, 1])
    expect(data.every(Number.isFinite)).toBe(true)
    expect([...data.slice(2, 8)]).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('of photos that are all alike is zeros', () => {
    const { data } = poolOf(Float32Array.from([3, 4, 3, 4]), 2)
    expect(data.every((value) => Math.abs(value) < 1e-6)).toBe(true)
  })
})
