import { expect, it } from 'vitest'
import { makeRandom } from '../lib/random.ts'
import { makeEmbeddings } from '../test-support/made-embeddings.ts'
import { Learner, type ModelPools } from './learner.ts'
import { makePools } from './math/embedding-pool.ts'
import { sourceOf } from './math/embedding-source.ts'

const [rows, kinds] = [300, 4]

/** Pools of a model whose embeddings are as much spread as told; row r is of kind r % kinds. */
function makeModel(
  modelId: number,
  { tokens, spread, width = 8 }: { tokens: number; spread: number; width?: number },
): ModelPools {
  const stride = tokens * width
  const made = makeEmbeddings({ count: rows, dims: stride, clusters: kinds, spread, copies: 0, seed: modelId })
  const all = Float32Array.from(made.flatMap((one) => [...one]))
  return { modelId, tokens: makePools(sourceOf(all, stride), tokens) }
}

const models = [makeModel(1, { tokens: 2, spread: 3 }), makeModel(2, { tokens: 1, spread: 0.6 })]
const teach = (learner: Learner, classOf: (row: number) => number, step = 3): Learner => {
  for (let row = 0; row < rows; row += step) learner.setLabel(row, classOf(row))
  learner.calibrate()
  learner.compare()
  return learner
}
const accuracies = ({ modes }: Learner) => new Map(modes.map(({ mode, rows: all, right }) => [mode, right / all]))

it('a better second model teaches the class token’s head, and the committee is better still', () => {
  const learner = teach(new Learner(models), (row) => 1 + (row % kinds))
  const found = accuracies(learner)
  expect([...found.keys()]).toEqual(['committee', 'both-tokens', 'class-token', 'hard-with-token', 'hard', 'soft'])
  expect(found.get('hard')!).toBeGreaterThan(found.get('class-token')! + 0.03)
  expect(found.get('hard-with-token')!).toBeGreaterThan(found.get('class-token')! + 0.03)
  expect(found.get('committee')!).toBeGreaterThan(found.get('hard')!)
  expect(learner.mode).toBe('committee')
})

it('labels that mean nothing are predicted as by chance in every mode: none speaks through the teacher', () => {
  // As many numbers as labels: heads know by heart what they were fitted to.
  const noise = { width: 100, spread: 30 }
  const learner = new Learner([makeModel(1, { ...noise, tokens: 2 }), makeModel(2, { ...noise, tokens: 1 })])
  const random = makeRandom(5)
  const labels = Array.from({ length: rows }, () => random.int(1, kinds))
  teach(learner, (row) => labels[row]!)
  for (const [mode, accuracy] of accuracies(learner)) {
    expect(accuracy, mode).toBeLessThan(1 / kinds + 0.15)
    expect(accuracy, mode).toBeGreaterThan(1 / kinds - 0.15)
  }
})

it('a chosen mode is used once modes were compared, and what is shown of labels is what it says without them', () => {
  const learner = new Learner(models)
  learner.choice = 'hard'
  expect(learner.mode).toBe('committee')
  teach(learner, (row) => 1 + (row % kinds))
  expect(learner.mode).toBe('hard')
  const record = learner.modes.find(({ mode }) => mode === 'hard')!
  expect(learner.leftOut).toHaveLength(record.rows)
  expect(learner.leftOut.filter(({ classId, predicted }) => classId === predicted)).toHaveLength(record.right)
  // Both tokens' own heads still have their opinions.
  const both = new Learner(models)
  both.choice = 'both-tokens'
  teach(both, (row) => 1 + (row % kinds))
  expect(learner.predict()!.members).toEqual(both.predict()!.members)
  expect(learner.predict()!.top).not.toEqual(both.predict()!.top)
})

it.each(['hard', 'soft', 'hard-with-token'] as const)(
  '%s: a new label counts at once, and undone no longer',
  (choice) => {
    const learner = new Learner(models)
    learner.choice = choice
    teach(learner, (row) => 1 + (row % kinds))
    const before = learner.predict()!
    learner.setLabel(1, 9)
    learner.setLabel(4, 9)
    expect(learner.committee!.classIds).toEqual([1, 2, 3, 4, 9])
    expect(learner.predict()!.classIds[learner.predict()!.top[1]!]).toBe(9)
    learner.setLabel(4, null)
    learner.setLabel(1, null)
    expect(learner.predict()).toEqual(before)
    learner.setLabel(1, 9)
    for (let row = 0; row < rows; row += 3) if (row % kinds === 0) learner.setLabel(row, null)
    expect(learner.committee!.classIds).toEqual([2, 3, 4, 9])
    expect(learner.predict()!.confidence.every(Number.isFinite)).toBe(true)
  },
)

it('every class has one label alone: nothing can be left out, and the usual mode is used unless one is chosen', () => {
  const learner = new Learner(models)
  for (let kind = 0; kind < kinds; kind++) learner.setLabel(kind, kind + 1)
  learner.calibrate()
  expect(learner.compare()).toEqual([])
  expect(learner.modes.map(({ rows: left }) => left)).toEqual([0, 0, 0, 0, 0, 0])
  expect(learner.mode).toBe('committee')
  learner.choice = 'soft'
  learner.compare()
  expect(learner.mode).toBe('soft')
})

it('one model alone compares its tokens by leaving out one by one, and has no teacher', () => {
  const learner = new Learner([models[0]!])
  learner.choice = 'hard'
  for (let row = 0; row < 60; row++) learner.setLabel(row, 1 + (row % kinds))
  learner.calibrate()
  expect(learner.modes.map(({ mode }) => mode)).toEqual(['both-tokens', 'class-token'])
  expect(learner.compare()).toEqual(learner.leftOut)
  expect(['both-tokens', 'class-token']).toContain(learner.mode)
})
