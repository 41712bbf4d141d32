import { expect, it } from 'vitest'
import { makeEmbeddings } from '../../test-support/made-embeddings.ts'
import { ClassSums } from './class-sums.ts'
import { Committee } from './committee.ts'
import { decideAll, type Decisions } from './decisions.ts'
import { makePools } from './embedding-pool.ts'
import { sourceOf } from './embedding-source.ts'
import { fitHead } from './head.ts'

const [rows, width, classes] = [40, 6, 4]
const made = makeEmbeddings({ count: rows, dims: width, clusters: classes, spread: 1, copies: 0 })
const embeddings = Float32Array.from(made.flatMap((one) => [...one]))
embeddings.fill(NaN, 39 * width) // the last one is broken
const pool = makePools(sourceOf(embeddings, width), 1)[0]!
const sums = new ClassSums(width)
for (let row = 0; row < 12; row++) sums.add(pool.data, row * width, 10 + (row % classes))
const committee = new Committee([{ pool, head: fitHead(sums)!, temperature: 0.3, share: 1 }])
const all = Array.from({ length: rows }, (_, row) => row)

function decide(rejected = new Map<number, number[]>()) {
  const steps = decideAll(committee, all, rejected)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}
const read = ({ spans, places, shares, classIds }: Decisions, row: number) => {
  const [from, to] = spans.get(row)!
  return new Map(places.slice(from, to).map((place, at) => [classIds[place]!, shares[from + at]!]))
}

it('hard decisions are the committee’s likeliest classes, soft ones its probabilities in exact steps', () => {
  const { hard, soft } = decide()
  for (let row = 0; row < rows - 1; row++) {
    const { all: chances } = committee.explain(row)!
    const best = committee.classIds[chances.indexOf(Math.max(...chances))]!
    expect([...read(hard, row)]).toEqual([[best, 1]])
    const shares = read(soft, row)
    expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBe(1)
    for (const [place, id] of committee.classIds.entries()) {
      const share = shares.get(id) ?? 0
      expect(Number.isInteger(share * 1024)).toBe(true)
      expect(Math.abs(share - chances[place]!)).toBeLessThan(classes / 2048)
    }
  }
})

it('nothing is decided of a broken embedding, or of a row of which every class was called wrong', () => {
  const { hard, soft } = decide(
    new Map([
      [20, [10, 11, 12, 13]],
      [21, [10, 11, 12]],
    ]),
  )
  expect(hard.spans.has(39)).toBe(false)
  expect(soft.spans.has(20)).toBe(false)
  expect([...read(hard, 21)]).toEqual([[13, 1]])
  expect([...read(soft, 21)]).toEqual([[13, 1]])
})
