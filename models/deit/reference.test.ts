import { describe, expect, test } from 'vitest'
import type { StateDict } from './tensor.ts'
import { checkFixture, largestDifference, readFixture } from './fixtures/make-model.ts'
import { referencePixels } from './fixtures/open-fixture.ts'
import { type DeitConfig, sequenceLength, specialTokens, type Precision } from './config.ts'
import { buildGraph, type Variant } from './graph/build.ts'
import { layOutWeights } from './graph/weights.ts'
import { predict } from './predict.ts'
import { type HeadFusion, rolloutAttention } from './rollout.ts'
import ort from 'onnxruntime-node'

/** Everything here is held against forward passes of timm and transformers; fixtures/make_fixtures.py made them. */
async function runModel(
  { config, weights }: { config: DeitConfig; weights: StateDict },
  batch: number,
  variant: Variant,
  precision: Precision = 'float32',
): Promise<Record<string, Float32Array>> {
  const onnx = buildGraph({ config, weights: layOutWeights(weights, config), variant, precision, metadata: {} })
  const session = await ort.InferenceSession.create(onnx)
  const size = config.imageSize
  const results = await session.run({
    pixel_values: new ort.Tensor('float32', referencePixels(batch, size), [batch, 3, size, size]),
  })
  await session.release()
  return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]))
}

const cases = [
  { name: 'plain-timm' },
  { name: 'distilled-timm' },
  { name: 'plain-hf' },
  { name: 'distilled-hf' },
  { name: 'plain-timm', imageSize: 320 },
  { name: 'distilled-timm', imageSize: 320 },
]

describe.each(cases)('$name at $imageSize', ({ name, imageSize }) => {
  const reference = readFixture(`${name}${imageSize === undefined ? '' : `-${imageSize}`}.reference`)
  const model = checkFixture(name, imageSize)
  const batch = reference.get('logits')!.shape[0]!
  const expected = (key: string): Float32Array | undefined => reference.get(key)?.data

  test('maps: logits, embeddings, every attention row and rollout to 1e-4', async () => {
    const result = await runModel(model, batch, 'maps')
    expect(largestDifference(result['cls_logits'], expected('cls_logits') ?? expected('logits'))).toBeLessThan(1e-4)
    if (model.config.distilled)
      expect(largestDifference(result['dist_logits'], expected('dist_logits'))).toBeLessThan(1e-4)
    expect(largestDifference(result['embeddings'], expected('embeddings'))).toBeLessThan(1e-4)
    expect(largestDifference(result['attention_rows'], expected('attention_rows'))).toBeLessThan(1e-4)
    expect(largestDifference(result['rollout'], expected('rollout_mean'))).toBeLessThan(1e-4)
  })

  test('labels: the fused attention gives the same logits', async () => {
    const result = await runModel(model, batch, 'labels')
    expect(Object.keys(result).sort()).toEqual(
      model.config.distilled ? ['cls_logits', 'dist_logits', 'embeddings'] : ['cls_logits', 'embeddings'],
    )
    expect(largestDifference(result['cls_logits'], expected('cls_logits') ?? expected('logits'))).toBeLessThan(1e-4)
    expect(largestDifference(result['embeddings'], expected('embeddings'))).toBeLessThan(1e-4)
  })

  test('the prediction is the softmax of the fused logits', async () => {
    const result = await runModel(model, batch, 'labels')
    const { classes } = model.config
    for (let image = 0; image < batch; image++) {
      const row = (values: Float32Array | undefined): Float32Array | null =>
        values?.slice(image * classes, (image + 1) * classes) ?? null
      const { fused } = predict(row(result['cls_logits'])!, row(result['dist_logits']), classes)
      const logits = row(expected('logits'))!
      const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0)
      for (const { classIndex, confidence } of fused)
        expect(confidence).toBeCloseTo(Math.exp(logits[classIndex]!) / sum, 4)
    }
  })
})

test('whole matrices of every layer and head, of the image that the reference keeps them of', async () => {
  const expected = readFixture('distilled-timm.reference').get('attention')!
  expect(expected.shape).toEqual([3, 3, 198, 198])
  const { attention } = await runModel(checkFixture('distilled-timm'), 1, 'attention')
  expect(largestDifference(attention, expected.data)).toBeLessThan(1e-4)
})

describe.each([{ name: 'plain-timm' }, { name: 'distilled-timm' }, { name: 'plain-hf' }, { name: 'distilled-hf' }])(
  'rollout of $name',
  ({ name }) => {
    const reference = readFixture(`${name}.reference`)
    const model = checkFixture(name)
    const tokens = sequenceLength(model.config)
    const matrices = runModel(model, 2, 'attention')

    const modes: { key: string; fusion: HeadFusion; discardRatio: number }[] = [
      { key: 'rollout_mean', fusion: 'mean', discardRatio: 0 },
      { key: 'rollout_max', fusion: 'max', discardRatio: 0 },
      { key: 'rollout_min', fusion: 'min', discardRatio: 0 },
      { key: 'rollout_mean_discard', fusion: 'mean', discardRatio: 0.5 },
    ]
    test.each(modes)('$key by the plain formula', async ({ key, fusion, discardRatio }) => {
      const attention = (await matrices)['attention']!
      const special = specialTokens(model.config)
      const perImage = attention.length / 2
      const rows = [0, 1].flatMap((image) => [
        ...rolloutAttention(attention.subarray(image * perImage, (image + 1) * perImage), {
          layers: 3,
          heads: 3,
          tokens,
          specialTokens: special,
          fusion,
          discardRatio,
        }),
      ])
      expect(largestDifference(rows, reference.get(key)!.data)).toBeLessThan(1e-4)
    })
  },
)

test('float16 stays close to float32', async () => {
  const model = checkFixture('distilled-timm')
  const half = await runModel(model, 2, 'maps', 'float16')
  const full = await runModel(model, 2, 'maps')
  expect(largestDifference(half['rollout'], full['rollout'])).toBeLessThan(1e-2)
  const scale = Math.max(...full['cls_logits']!.map(Math.abs))
  expect(largestDifference(half['cls_logits'], full['cls_logits'])).toBeLessThan(0.02 * scale)
})
