import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findGroups } from './groups.ts'
import { makeEmbeddings, makeVectors } from '../test-support/made-embeddings.ts'
import { similarityOf } from '../test-support/vectors.ts'

function finish<Result>(work: Generator<number, Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** All pairs, by the definition; null where a pair is so close to the threshold that rounding decides. */
function groupNaively(embeddings: readonly Float32Array[], threshold: number): number[][] | null {
  const groupOf = embeddings.map((_, index) => index)
  for (let one = 0; one < embeddings.length; one++) {
    for (let other = one + 1; other < embeddings.length; other++) {
      const similarity = similarityOf(embeddings[one]!, embeddings[other]!)
      if (Math.abs(similarity - threshold) < 3e-6) return null
      if (similarity < threshold) continue
      const [from, to] = [groupOf[other]!, groupOf[one]!]
      groupOf.forEach((group, index) => {
        if (group === from) groupOf[index] = to
      })
    }
  }
  return [...Map.groupBy(groupOf.keys(), (index) => groupOf[index]!).values()].filter((group) => group.length > 1)
}

const sort = (groups: readonly (readonly number[])[]): number[][] =>
  groups.map((group) => group.toSorted((a, b) => a - b)).toSorted((a, b) => a[0]! - b[0]!)

test('the groups are those of all pairs, at any threshold and in any number of dimensions', () => {
  let grouped = 0
  fc.assert(
    fc.property(
      fc.record({
        count: fc.integer({ min: 0, max: 60 }),
        half: fc.integer({ min: 1, max: 60 }),
        clusters: fc.integer({ min: 1, max: 12 }),
        seed: fc.nat(1000),
        spread: fc.constantFrom(0.01, 0.1, 0.3, 0.6, 1),
        threshold: fc.constantFrom(0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99),
      }),
      ({ half, threshold, ...rest }) => {
        const embeddings = makeEmbeddings({ ...rest, dims: half * 2, copies: 0.2 })
        const naive = groupNaively(embeddings, threshold)
        fc.pre(naive !== null)
        grouped += naive.length
        expect(sort(finish(findGroups(makeVectors(embeddings), threshold)))).toEqual(sort(naive))
      },
    ),
    { numRuns: 300 },
  )
  expect(grouped).toBeGreaterThan(100)
})

test('equal photos are near-duplicates even at a threshold of 1; photos that are not alike are in no group', () => {
  const [one, other, third] = makeEmbeddings({ count: 3, dims: 384, clusters: 3, copies: 0 }) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ]
  expect(finish(findGroups(makeVectors([one, other, one.slice(), third, other.slice()]), 1))).toEqual([
    [0, 2],
    [1, 4],
  ])
  expect(finish(findGroups(makeVectors([one, other, third]), 0.9))).toEqual([])
})
