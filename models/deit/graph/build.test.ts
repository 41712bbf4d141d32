import { describe, expect, test } from 'vitest'
import ort from 'onnxruntime-node'
import { checkFixture, largestDifference, makeModel } from '../fixtures/make-model.ts'
import { referencePixels } from '../fixtures/open-fixture.ts'
import { buildVariant } from '../model-file.ts'
import { decodeOnnx } from '../../onnx/proto.ts'
import { NodeWriter } from './nodes.ts'
import { countParameters, fromInitializers, layOutWeights, toInitializers, toRawData } from './weights.ts'
import type { Precision } from '../config.ts'
import type { Variant } from './build.ts'

const outputsOf = {
  labels: [],
  maps: ['attention_rows', 'rollout'],
  attention: ['attention', 'attention_rows', 'rollout'],
}

describe.each(['tiny', 'plain-timm'])('%s', (name) => {
  const model = makeModel(name)
  const { distilled, imageSize, classes, width, depth, heads, patchSize } = model.metadata.config
  const special = distilled ? 2 : 1
  const tokens = special + (imageSize / patchSize) ** 2
  const shapes: Record<string, number[]> = {
    cls_logits: [classes],
    dist_logits: [classes],
    embeddings: [special, width],
    attention_rows: [depth, heads, special, tokens],
    rollout: [special, tokens],
    attention: [depth, heads, tokens, tokens],
  }

  async function run(
    variant: Variant,
    precision: Precision,
    batch: number,
  ): Promise<Record<string, { dims: readonly number[]; data: Float32Array }>> {
    const session = await ort.InferenceSession.create(buildVariant(model, variant, precision), { logSeverityLevel: 3 })
    const results = await session.run({
      pixel_values: new ort.Tensor('float32', referencePixels(batch, imageSize), [batch, 3, imageSize, imageSize]),
    })
    await session.release()
    return Object.fromEntries(
      Object.entries(results).map(([key, { dims, data }]) => [key, { dims, data: data as Float32Array }]),
    )
  }

  test.each(['labels', 'maps', 'attention'] as const)(
    '%s says what it gives, and gives it for any batch and either precision',
    async (variant) => {
      const names = ['cls_logits', ...(distilled ? ['dist_logits'] : []), 'embeddings', ...outputsOf[variant]].sort()
      expect(
        decodeOnnx(buildVariant(model, variant, 'float32'))
          .graph.output.map((output) => output.name)
          .sort(),
      ).toEqual(names)
      for (const batch of [1, 3])
        for (const precision of ['float32', 'float16'] as const) {
          const results = await run(variant, precision, batch)
          expect(Object.keys(results).sort()).toEqual(names)
          for (const [key, { dims, data }] of Object.entries(results)) {
            expect(dims, key).toEqual([batch, ...shapes[key]!])
            expect(data, key).toBeInstanceOf(Float32Array)
          }
        }
    },
  )

  test('all variants are one model: logits, rows and rollout are the same', async () => {
    const [labels, maps, attention] = [
      await run('labels', 'float32', 2),
      await run('maps', 'float32', 2),
      await run('attention', 'float32', 2),
    ]
    for (const key of ['cls_logits', 'embeddings']) {
      expect(largestDifference(labels[key]!.data, maps[key]!.data)).toBeLessThan(1e-4)
      expect(largestDifference(attention[key]!.data, maps[key]!.data)).toBeLessThan(1e-4)
    }
    expect(largestDifference(attention['rollout']!.data, maps['rollout']!.data)).toBeLessThan(1e-5)
    for (const { data } of [maps['rollout']!, attention['attention']!]) {
      for (let start = 0; start < data.length; start += tokens) {
        expect(data.subarray(start, start + tokens).reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 4)
      }
    }
  })
})

test('weights are laid out as the graph needs them', () => {
  const { config, weights } = checkFixture('tiny')
  const laidOut = layOutWeights(weights, config)
  const { width } = config
  const stored = weights.get('blocks.0.attn.qkv.weight')!.data
  for (const [part, letter] of ['q', 'k', 'v'].entries()) {
    const factor = letter === 'q' ? 1 / Math.sqrt(width / config.heads) : 1
    const { dims, data } = laidOut.get(`blocks.0.attn.${letter}.weight`)!
    expect(dims).toEqual([width, width])
    for (let out = 0; out < width; out++)
      for (let into = 0; into < width; into++) {
        expect(data[into * width + out]).toBeCloseTo(stored[(part * width + out) * width + into]! * factor, 6)
      }
  }
  expect([...laidOut.get('special_tokens')!.data]).toEqual([
    ...weights.get('cls_token')!.data,
    ...weights.get('dist_token')!.data,
  ])
  expect(laidOut.get('head_dist.weight')!.dims).toEqual([width, config.classes])
  expect(countParameters(laidOut)).toBe([...weights.values()].reduce((sum, { data }) => sum + data.length, 0))
})

test('a missing tensor is named', () => {
  const { config, weights } = checkFixture('tiny')
  weights.delete('norm.bias')
  expect(() => layOutWeights(weights, config)).toThrow('has no norm.bias')
})

test('weights survive being initializers, and float16 rounds to nearest even', () => {
  const { weights } = makeModel('tiny')
  expect(fromInitializers(toInitializers(weights, () => 'float32'))).toEqual(weights)
  // 2049 and 2051 lie halfway between two halves; 70000 is beyond all of them.
  expect([...new Uint16Array(toRawData(new Float32Array([1, 2049, 2051, 70_000]), 'float16').slice().buffer)]).toEqual([
    0x3c00, 0x6800, 0x6802, 0x7c00,
  ])
})

test('equal shapes and indices are one constant; a scalar is not a list', () => {
  const writer = new NodeWriter('float32')
  expect(writer.ints(0, -1)).toBe(writer.ints(0, -1))
  expect(writer.int(0)).not.toBe(writer.ints(0))
  expect(writer.constants.map(({ dims }) => dims)).toEqual([[2], [], [1]])
  expect([...new BigInt64Array(writer.constants[0]!.rawData.slice().buffer)]).toEqual([0n, -1n])
  expect(new Set([writer.add('a', 'b'), writer.add('a', 'b')]).size).toBe(2)
})
