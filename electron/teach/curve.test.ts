import { expect, test } from 'vitest'
import { makeEmbeddings } from '../test-support/made-embeddings.ts'
import { LearningCurve } from './curve.ts'
import { Learner } from './learner.ts'
import { makePools } from './math/embedding-pool.ts'
import { sourceOf } from './math/embedding-source.ts'

const [rows, width, kinds] = [200, 8, 4]
const made = makeEmbeddings({ count: rows, dims: width, clusters: kinds, spread: 1.5, copies: 0 })
const data = new Float32Array(made.flatMap((values) => [...values]))
const models = [{ modelId: 1, tokens: makePools(sourceOf(data, width), 1) }]
const labels = Array.from({ length: 60 }, (_, row) => [row, row % kinds] as const)

const draw = (some: typeof labels) => new LearningCurve().draw(models, some)

test('a point is the accuracy with the labels that came before it', async () => {
  const points = await draw(labels)
  expect(points.map(({ labels: count }) => count)).toEqual([10, 16, 26, 42])
  for (const { labels: count, accuracy } of points) {
    const learner = new Learner(models)
    for (const [row, classId] of labels.slice(0, count)) learner.setLabel(row, classId)
    const left = learner.calibrate()
    expect(accuracy).toBe(left.filter(({ classId, predicted }) => classId === predicted).length / left.length)
  }
  expect(new Set(points.map(({ accuracy }) => accuracy)).size).toBeGreaterThan(1)
})

test('a curve that grew, shrank or changed is the same as one drawn anew', async () => {
  const curve = new LearningCurve()
  const changed = labels.map(([row, classId], place) => [row, place === 12 ? 0 : classId] as const)
  for (const some of [labels.slice(0, 30), labels, labels, changed, labels.slice(0, 5), labels.toReversed()])
    expect(await curve.draw(models, some)).toEqual(await draw(some))
})
