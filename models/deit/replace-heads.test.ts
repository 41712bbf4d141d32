import ort from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { dataTypes, decodeOnnx } from '../onnx/proto.ts'
import type { Precision } from './config.ts'
import { computeLogits, makeHeads } from './fixtures/make-heads.ts'
import { largestDifference, makeModel } from './fixtures/make-model.ts'
import { referencePixels } from './fixtures/open-fixture.ts'
import type { Variant } from './graph/build.ts'
import { buildVariant, decodeModel, type DeitModel, encodeModel } from './model-file.ts'
import { replaceHeads } from './replace-heads.ts'

const labels = ['ant', 'bee', 'cat', 'dog', 'elk']

async function run(
  model: DeitModel,
  variant: Variant,
  precision: Precision,
  batch: number,
): Promise<Map<string, Float32Array[]>> {
  const { imageSize } = model.metadata.config
  const session = await ort.InferenceSession.create(buildVariant(model, variant, precision), { logSeverityLevel: 3 })
  const pixels = new ort.Tensor('float32', referencePixels(batch, imageSize), [batch, 3, imageSize, imageSize])
  const results = await session.run({ pixel_values: pixels })
  await session.release()
  return new Map(
    Object.entries(results).map(([name, { data }]) => {
      const [values, length] = [data as Float32Array, data.length / batch]
      return [name, Array.from({ length: batch }, (_, image) => values.slice(image * length, (image + 1) * length))]
    }),
  )
}

describe.each(['tiny', 'distilled-timm', 'plain-timm'])('%s', (name) => {
  const model = makeModel(name)
  const heads = makeHeads(model.metadata.config, labels.length)
  const taught = replaceHeads(model, heads, labels)

  test.each([
    ['labels', 'float32'],
    ['maps', 'float32'],
    ['attention', 'float32'],
    ['labels', 'float16'],
    ['maps', 'float16'],
  ] as const)('%s in %s: logits by the definition, all else as before', async (variant, precision) => {
    const [before, after] = [await run(model, variant, precision, 2), await run(taught, variant, precision, 2)]
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort())
    for (const [output, values] of before)
      if (!output.endsWith('_logits')) expect(after.get(output), output).toEqual(values)
    for (const [image, embeddings] of after.get('embeddings')!.entries()) {
      const expected = computeLogits(heads, embeddings)
      for (const [token, output] of ['cls_logits', 'dist_logits'].slice(0, heads.length).entries()) {
        // Of numbers in the hundreds; rounded to float16, the weights alone would cost 0.1.
        expect(largestDifference(after.get(output)![image], expected[token])).toBeLessThan(1e-3)
      }
    }
  })

  test('comes back from its file, in float16 too with its heads as they are', () => {
    for (const precision of ['float32', 'float16'] as const) {
      const bytes = encodeModel(taught, precision)
      const again = decodeModel(bytes, name)
      expect(again.metadata).toEqual(taught.metadata)
      expect([...again.weights.keys()]).toEqual([...model.weights.keys()])
      for (const [key, tensor] of taught.weights)
        if (key.startsWith('head')) expect(again.weights.get(key)).toEqual(tensor)
      expect(encodeModel(again, precision)).toEqual(bytes)
    }
  })
})

test('only the heads stay in float32', () => {
  const model = makeModel('tiny')
  const taught = replaceHeads(model, makeHeads(model.metadata.config, 5), labels)
  const whole = decodeOnnx(encodeModel(taught, 'float16')).graph.initializer.filter(
    ({ dataType }) => dataType === dataTypes.float32,
  )
  expect(whole.map((tensor) => tensor.name).sort()).toEqual([
    'head.bias',
    'head.weight',
    'head_dist.bias',
    'head_dist.weight',
    'smallest_norm',
  ])
})

test('an embedding of zeros has no direction: its logits are the bias', async () => {
  const model = makeModel('tiny')
  const heads = makeHeads(model.metadata.config, 5)
  const { metadata, weights } = replaceHeads(model, heads, labels)
  const silent = new Map(
    Array.from(weights, ([key, { dims, data }]) => [
      key,
      { dims, data: key.startsWith('norm.') ? data.map(() => 0) : data },
    ]),
  )
  for (const precision of ['float32', 'float16'] as const) {
    const results = await run({ metadata, weights: silent }, 'labels', precision, 1)
    expect(results.get('cls_logits')).toEqual([Float32Array.from(heads[0]!.bias)])
    expect(results.get('dist_logits')).toEqual([Float32Array.from(heads[1]!.bias)])
  }
})

test('the other way round: heads that were replaced can be replaced again', () => {
  const model = makeModel('tiny')
  const { config } = model.metadata
  const once = replaceHeads(model, makeHeads(config, 5), labels)
  const [heads, names] = [makeHeads(config, 2, 7), ['x', 'y']]
  expect(replaceHeads(once, heads, names)).toEqual(replaceHeads(model, heads, names))
})

test('heads that do not fit are refused', () => {
  const model = makeModel('tiny')
  const heads = makeHeads(model.metadata.config, 5)
  const [first, second] = [heads[0]!, heads[1]!]
  const replace =
    (given: typeof heads, names = labels) =>
    () =>
      replaceHeads(model, given, names)
  expect(replace([first])).toThrow('expected 2 heads, got 1')
  expect(replace(heads, ['x', 'y'])).toThrow(/expected \d+ numbers in a head/)
  expect(replace([first, { ...second, bias: second.bias.slice(1) }])).toThrow('expected 5 numbers in a head, got 4')
  for (const value of [NaN, Infinity, 1e39])
    expect(replace([first, { ...second, bias: second.bias.map(() => value) }])).toThrow('not finite in float32')
})

test('heads of a kind that is not known are refused', () => {
  const { metadata, weights } = makeModel('tiny')
  const config = { ...metadata.config, headInput: 'whitened' as 'l2-normalised' }
  expect(() => decodeModel(encodeModel({ metadata: { ...metadata, config }, weights }, 'float32'), 'x.onnx')).toThrow(
    expect.objectContaining({ code: 'unsupported-model', hint: 'Update Glance.' }),
  )
})
