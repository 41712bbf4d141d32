import { expect, test } from 'vitest'
import { makeRandom } from '../../lib/random.ts'
import { makeEmbeddings } from '../../test-support/made-embeddings.ts'
import { findTypical } from './clusters.ts'
import { makePools } from './embedding-pool.ts'
import { sourceOf } from './embedding-source.ts'

const [count, width, clusters] = [300, 16, 6]
const made = makeEmbeddings({ count, dims: width, clusters, spread: 0.2, copies: 0 })
const pool = makePools(sourceOf(Float32Array.from(made.flatMap((row) => [...row])), width), 1)[0]!
const rows = Array.from({ length: count }, (_, row) => row)
const find = (seed: number, covered?: ReadonlySet<number>) =>
  findTypical([pool], rows, {
    count: clusters,
    random: makeRandom(seed),
    ...(covered === undefined ? {} : { covered }),
  })

test('one photo of each cluster is typical, the same for the same seed', () => {
  const found = [1, 2, 3].map((seed) => find(seed))
  expect(found.some((typical) => new Set(typical.map((row) => row % clusters)).size === clusters)).toBe(true)
  expect(find(1)).toEqual(find(1))
})

test('it is nearer to its neighbours than most of its cluster', () => {
  const away = (one: number, other: number): number => {
    let sum = 0
    for (let k = 0; k < width; k++) sum += (pool.data[one * width + k]! - pool.data[other * width + k]!) ** 2
    return Math.sqrt(sum)
  }
  for (const typical of find(1)) {
    const others = rows.filter((row) => row % clusters === typical % clusters)
    const mean = (row: number): number => {
      const near = others.filter((other) => other !== row).map((other) => away(row, other))
      return (
        near
          .sort((a, b) => a - b)
          .slice(0, 20)
          .reduce((sum, value) => sum + value, 0) / 20
      )
    }
    const better = others.filter((row) => mean(row) < mean(typical)).length
    expect(better).toBeLessThan(0.2 * others.length)
  }
})

test('a cluster with a label comes last, and its label is not asked again', () => {
  const [first] = find(1)
  const again = find(1, new Set([first!]))
  expect(again).not.toContain(first)
  expect(again.at(-1)! % clusters).toBe(first! % clusters)
})

test('fewer photos than clusters, or none', () => {
  expect(findTypical([pool], [4, 9], { count: 20, random: makeRandom(1) }).toSorted((a, b) => a - b)).toEqual([4, 9])
  expect(findTypical([pool], [], { count: 20, random: makeRandom(1) })).toEqual([])
})
