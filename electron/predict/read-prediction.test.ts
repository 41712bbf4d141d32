import { expect, test } from 'vitest'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import type { BatchOutput } from '../../models/runtime/engine.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'
import { readPrediction } from './read-prediction.ts'

const output: BatchOutput = {
  count: 2,
  clsLogits: new Float32Array([9, 9, 9, 0, 2, 1]),
  distLogits: new Float32Array([9, 9, 9, 0, 1, 4]),
  embeddings: new Float32Array([9, 9, 9, 9, 1, 2, 3, 4]),
  attentionRows: null,
  attention: null,
  // [2 images, 2 special tokens, 2 + 3 tokens]
  rollout: new Float32Array([...Array<number>(10).fill(9), 8, 8, 0.1, 0.2, 0, 8, 8, 0.3, 0.3, 0.6]),
}
const target = { imageId: 7, modelId: 3, topK: 2 }

test('one image of a batch, both heads and their fusion', () => {
  const prediction = readPrediction(output, 1, { ...target, model: makeModelFile('tiny') })
  expect(prediction).toMatchObject({ imageId: 7, modelId: 3, agreement: false })
  expect(prediction.cls.map(({ classIndex }) => classIndex)).toEqual([1, 2])
  expect(prediction.dist!.map(({ classIndex }) => classIndex)).toEqual([2, 1])
  expect(prediction.fused.map(({ classIndex }) => classIndex)).toEqual([2, 1])
  expect(prediction.fused[0]!.confidence).toBeCloseTo(Math.exp(2.5) / (1 + Math.exp(1.5) + Math.exp(2.5)), 6)
  expect([...prediction.embeddings!]).toEqual([1, 2, 3, 4])
  expect([...prediction.rollout!]).toEqual([128, 255, 0, 128, 128, 255])
  expect(prediction.mapDistance).toBeCloseTo(
    (Math.abs(128 / 383 - 128 / 511) + Math.abs(255 / 383 - 128 / 511) + 255 / 511) / 2,
    12,
  )
})

test('what the model did not give is null', () => {
  const plain = { ...output, distLogits: null, embeddings: null, rollout: null }
  expect(readPrediction(plain, 1, { ...target, model: makeModelFile('plain-timm') })).toMatchObject({
    dist: null,
    agreement: null,
    embeddings: null,
    rollout: null,
    mapDistance: null,
  })
})

test('one token has nothing to be compared with', () => {
  const plain = { ...output, distLogits: null, rollout: new Float32Array([9, 9, 9, 9, 8, 0.1, 0.2, 0]) }
  const prediction = readPrediction(plain, 1, { ...target, model: makeModelFile('plain-timm') })
  expect([...prediction.rollout!]).toEqual([128, 255, 0])
  expect(prediction.mapDistance).toBeNull()
})

test.each(['logits', 'probabilities'] as const)('an external classifier that gives %s', (outputs) => {
  const { metadata } = makeModelFile('tiny')
  const model: ModelFile = {
    fileName: 'x',
    bytes: new Uint8Array(),
    metadata: { ...metadata, kind: 'foreign', foreign: { input: 'a', output: 'b', batch: null, outputs } },
  }
  const given = {
    ...output,
    count: 1,
    clsLogits: new Float32Array([0, 0.25, 0.75]),
    distLogits: null,
    embeddings: null,
    rollout: null,
  }
  const { fused, embeddings } = readPrediction(given, 0, { ...target, topK: 5, model })
  expect(fused.map(({ classIndex }) => classIndex)).toEqual([2, 1, 0])
  const expected = outputs === 'probabilities' ? 0.75 : Math.exp(0.75) / (1 + Math.exp(0.25) + Math.exp(0.75))
  expect(fused[0]!.confidence).toBeCloseTo(expected, 6)
  // Its log-probabilities less their mean, also that of a probability that is 0 in float32.
  expect(embeddings).toHaveLength(3)
  expect(embeddings![2]! - embeddings![1]!).toBeCloseTo(outputs === 'probabilities' ? Math.log(3) : 0.5, 5)
  expect(embeddings!.reduce((sum, value) => sum + value)).toBeCloseTo(0, 4)
  expect(embeddings!.every(Number.isFinite)).toBe(true)
  const own = { ...given, embeddings: new Float32Array([5, 6]) }
  expect([...readPrediction(own, 0, { ...target, model }).embeddings!]).toEqual([5, 6])
})
