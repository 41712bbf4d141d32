import { describe, expect, it } from 'vitest'
import { makeRandom, pick, shuffle } from '../../lib/random.ts'
import { ClassSums } from './class-sums.ts'
import type { Decisions } from './decisions.ts'
import { DistilledSums, sumProducts } from './distilled-sums.ts'
import { makePools } from './embedding-pool.ts'
import { sourceOf } from './embedding-source.ts'
import reference from './fixtures/teach.json' with { type: 'json' }

const { rows, width } = reference
const labels = reference.labels as [number, number][]
const labeled = new Map(labels)
const pool = makePools(sourceOf(Float32Array.from(reference.embeddings), width), 1)[0]!
const all = Array.from({ length: rows }, (_, row) => row)
const classIds = [1, 2, 3, 4]

/** The teacher's decisions as the fixture has them, of the rows that have none there any class. */
function decisionsOf(
  kind: 'soft' | 'hard',
  ofRow = (row: number): number[] => reference.shares[kind][row]!,
): Decisions {
  const made: Decisions = { classIds, spans: new Map(), places: [], shares: [] }
  for (const row of all) {
    const from = made.places.length
    for (const [place, share] of ofRow(row).entries()) {
      if (share === 0) continue
      made.places.push(place)
      made.shares.push(share)
    }
    made.spans.set(row, [from, made.places.length])
  }
  return made
}

function productsOf(chosen: readonly number[]): Float64Array {
  const steps = sumProducts(pool, chosen)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

function sumUp(decisions: Decisions, known: readonly [number, number][]): DistilledSums {
  const sums = new ClassSums(width)
  for (const [row, classId] of known) sums.add(pool.data, row * width, classId)
  const has = new Map(known)
  const products = productsOf(all.filter((row) => !has.has(row) && decisions.spans.has(row)))
  return new DistilledSums(pool, decisions, { labels: sums, labeled: has, products })
}

const differ = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Math.max(...Array.from(one, (value, index) => Math.abs(value - other[index]!)))

describe.each(['soft', 'hard'] as const)('a head that %s decisions teach', (kind) => {
  const head = sumUp(decisionsOf(kind), labels).fit(classIds)!

  it('is what numpy computes', () => {
    expect(differ(head.precision, reference.distilled[kind].precision)).toBeLessThan(1e-9)
    for (const [row, expected] of reference.distilled[kind].distances.entries()) {
      const found = classIds.map((_, c) => {
        let sum = head.bias[c]!
        for (let i = 0; i < width; i++) sum += head.weight[c * width + i]! * pool.data[row * width + i]!
        return -2 * sum
      })
      expect(
        differ(
          found.map((value) => value - found[0]!),
          expected.map((value) => value - expected[0]!),
        ),
      ).toBeLessThan(1e-9)
    }
  })

  it('is the same bit for bit however labels came, and after labels were taken back', () => {
    // Any row may have a label now, and lose it: the teacher says something of each.
    const teacher = reference.teacher.map((chances) => {
      const shares = chances.map((chance) => (kind === 'hard' ? 0 : Math.floor(chance * 1024) / 1024))
      const best = chances.indexOf(Math.max(...chances))
      shares[best]! += 1 - shares.reduce((sum, share) => sum + share, 0)
      return shares
    })
    const decisions = decisionsOf(kind, (row) => teacher[row]!)
    const expected = sumUp(decisions, labels).fit(classIds)!
    for (let seed = 1; seed <= 20; seed++) {
      const random = makeRandom(seed)
      const known = shuffle(random, labels).slice(0, random.int(0, labels.length))
      const now = new Map(known)
      const sums = sumUp(decisions, known)
      const set = (row: number, classId: number | null): void => {
        sums.setLabel(row, now.get(row) ?? null, classId)
        if (classId === null) now.delete(row)
        else now.set(row, classId)
      }
      for (let step = 0; step < 60; step++) set(pick(random, all), pick(random, [null, 1, 2, 3, 4, 9]))
      for (const row of shuffle(random, all)) set(row, labeled.get(row) ?? null)
      expect(sums.fit(classIds)).toEqual(expected)
    }
  })
})

it('rows of which the teacher says nothing count once they have a label, and no longer than that', () => {
  const decisions = decisionsOf('hard')
  const silent = all.filter((row) => !labeled.has(row)).slice(0, 5)
  for (const row of silent) decisions.spans.delete(row)
  const sums = sumUp(decisions, labels)
  const before = sums.fit(classIds)
  for (const row of silent) sums.setLabel(row, null, 2)
  expect(sums.fit(classIds)).toEqual(
    sumUp(decisions, [...labels, ...silent.map((row): [number, number] => [row, 2])]).fit(classIds),
  )
  for (const row of silent) sums.setLabel(row, 2, null)
  expect(sums.fit(classIds)).toEqual(before)
})

it('classes that no longer have a label are left out', () => {
  const head = sumUp(decisionsOf('soft'), labels).fit([4, 2])!
  expect(head.classIds).toEqual([2, 4])
  expect(head.weight.every(Number.isFinite)).toBe(true)
})
