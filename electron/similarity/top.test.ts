import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeEmbeddings, makeVectors } from '../test-support/made-embeddings.ts'
import { similarityOf } from '../test-support/vectors.ts'
import { findTop } from './top.ts'

test('the likest are those that a naive search in double precision finds', () => {
  fc.assert(
    fc.property(
      fc.record({
        count: fc.integer({ min: 1, max: 80 }),
        half: fc.integer({ min: 1, max: 13 }),
        limit: fc.integer({ min: 1, max: 100 }),
        tokens: fc.constantFrom(1, 2),
        seed: fc.nat(1000),
      }),
      ({ count, half, limit, tokens, seed }) => {
        const embeddings = makeEmbeddings({ count, dims: half * 2, clusters: 4, seed })
        const row = seed % count
        const { rows, similarities } = findTop(makeVectors(embeddings, tokens), row, limit)
        const naive = embeddings.map((other) => similarityOf(embeddings[row]!, other, tokens))
        const best = naive
          .filter((_, other) => other !== row)
          .toSorted((one, other) => other - one)
          .slice(0, limit)
        expect(rows).toHaveLength(best.length)
        expect(new Set([...rows, row]).size).toBe(best.length + 1)
        // Rounding may swap two that are equally like: what counts is how like they are.
        rows.forEach((found, place) => {
          expect(naive[found]).toBeCloseTo(best[place]!, 6)
          expect(similarities[place]).toBeCloseTo(best[place]!, 6)
        })
      },
    ),
  )
})

test('of equally like ones the earlier come first, and an embedding of zeros is like none', () => {
  const same = new Float32Array([1, 2, 3, 4])
  const vectors = makeVectors([same, new Float32Array(4), same, same, same])
  expect(findTop(vectors, 2, 2).rows).toEqual([0, 3])
  expect(findTop(vectors, 1, 9).similarities).toEqual([0, 0, 0, 0])
})

test('an embedding that is no numbers, or of another model’s shape, is not added', () => {
  const vectors = makeVectors([new Float32Array(4).fill(1)])
  expect(vectors.set(7, new Float32Array([1, NaN, 1, 1]), 2)).toBe(false)
  expect(vectors.set(8, new Float32Array(6).fill(1), 2)).toBe(false)
  expect([vectors.size, vectors.rowOf(7)]).toEqual([1, undefined])
})
