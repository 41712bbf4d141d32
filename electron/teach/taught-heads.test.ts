import { expect, test } from 'vitest'
import { computeLogits } from '../../models/deit/fixtures/make-heads.ts'
import { largestDifference } from '../../models/deit/fixtures/make-model.ts'
import type { TeachMode } from '../catalog/teach-modes.ts'
import { makeEmbeddings } from '../test-support/made-embeddings.ts'
import { Learner, type ModelPools } from './learner.ts'
import { softmax } from './math/committee.ts'
import { makePools } from './math/embedding-pool.ts'
import { sourceOf } from './math/embedding-source.ts'
import { foldHeads, pickHeads } from './taught-heads.ts'

const [rows, width, kinds] = [90, 48, 3]

/** A learner on embeddings that are far from the origin, with as many tokens. */
function teach(tokens: number) {
  const stride = tokens * width
  const made = makeEmbeddings({ count: rows, dims: stride, clusters: kinds, spread: 1.5, copies: 0 })
  const all = Float32Array.from(made.flatMap((one) => Array.from(one, (value, k) => 4 * value + (k % 7))))
  const learner = new Learner([{ modelId: 1, tokens: makePools(sourceOf(all, stride), tokens) }])
  for (let row = 0; row < 30; row++) learner.setLabel(row, row % kinds)
  learner.calibrate()
  return { learner, embeddingsOf: (row: number) => all.subarray(row * stride, (row + 1) * stride) }
}

test.each([1, 2])('folded heads say what the committee says, from the embeddings alone (tokens: %d)', (tokens) => {
  const { learner, embeddingsOf } = teach(tokens)
  const heads = foldHeads(learner.committee!.members)
  let surest = 0
  for (let row = 0; row < rows; row++) {
    const logits = computeLogits(heads, embeddingsOf(row))
    const mean = Float64Array.from({ length: kinds }, (_, c) => logits.reduce((sum, one) => sum + one[c]! / tokens, 0))
    const { all, members } = learner.explain(row)!
    expect(largestDifference(softmax(mean), all)).toBeLessThan(1e-5)
    for (const [token, one] of logits.entries())
      expect(largestDifference(softmax(Float64Array.from(one)), members[token])).toBeLessThan(1e-5)
    surest = Math.max(surest, ...all)
  }
  // Heads that say nothing would agree, too.
  expect(surest).toBeGreaterThan(0.9)
})

test('a file holds what decides where that is one head for each token of its model', () => {
  const [first, second] = [teach(2), teach(1)].map(({ learner }) => learner.models[0]!)
  const pick = (tokens: readonly ModelPools[], choice: TeachMode) => {
    const learner = new Learner(tokens)
    for (let row = 0; row < 30; row++) learner.setLabel(row, row % kinds)
    learner.choice = choice
    learner.calibrate()
    learner.compare()
    expect(learner.mode).toBe(choice)
    const { members } = learner.committee!
    const { picked, isPart } = pickHeads(members, tokens[0]!.tokens)
    return { isPart, picked: picked.map((member) => members.indexOf(member)) }
  }
  expect(pick([first!], 'both-tokens')).toEqual({ isPart: false, picked: [0, 1] })
  expect(pick([first!], 'class-token')).toEqual({ isPart: true, picked: [0, 1] })
  expect(pick([first!, second!], 'committee')).toEqual({ isPart: true, picked: [0, 1] })
  expect(pick([first!, second!], 'hard-with-token')).toEqual({ isPart: false, picked: [0, 1] })
  expect(pick([first!, second!], 'hard')).toEqual({ isPart: true, picked: [0, 1] })
  // The only token's distilled head, in the place of the one that labels alone taught.
  expect(pick([second!, first!], 'soft')).toEqual({ isPart: false, picked: [1] })
  expect(pick([second!, first!], 'class-token')).toEqual({ isPart: false, picked: [0] })
})
