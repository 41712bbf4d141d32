import fc from 'fast-check'
import { Float16Array } from '@petamoriken/float16'
import { describe, expect, test } from 'vitest'
import { largestDifference, makeClassifier, makeModel } from './fixtures/make-model.ts'
import { buildVariant, decodeModel, encodeModel } from './model-file.ts'
import { decodeOnnx, encodeMetadata } from '../onnx/proto.ts'
import type { GlanceError } from '../errors.ts'

describe.each(['plain-timm', 'distilled-timm', 'plain-hf', 'distilled-hf', 'tiny'])('%s', (name) => {
  const model = makeModel(name)

  test('comes back from its file bit for bit', () => {
    const again = decodeModel(encodeModel(model, 'float32'), name)
    expect(again.metadata).toEqual(model.metadata)
    expect([...again.weights.keys()]).toEqual([...model.weights.keys()])
    for (const [key, { dims, data }] of model.weights) expect(again.weights.get(key), key).toEqual({ dims, data })
  })

  test('comes back from a float16 file rounded once, and then stays as it is', () => {
    const bytes = encodeModel(model, 'float16')
    expect(bytes.length).toBeLessThan(encodeModel(model, 'float32').length)
    const again = decodeModel(bytes, name)
    for (const [key, { data }] of model.weights)
      expect(largestDifference(again.weights.get(key)!.data, new Float16Array(data)), key).toBe(0)
    expect(encodeModel(again, 'float16')).toEqual(bytes)
  })
})

test('any name, labels and preprocessing travel with the file', () => {
  const model = makeModel('tiny')
  const text = fc.string({ unit: 'grapheme' })
  fc.assert(
    fc.property(
      text,
      fc.tuple(text, text, text),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      (name, labels, cropRatio) => {
        const metadata = {
          ...model.metadata,
          name,
          labels,
          preprocessing: { ...model.metadata.preprocessing, cropRatio },
        }
        expect(decodeModel(encodeModel({ ...model, metadata }, 'float32'), 'x').metadata).toEqual(metadata)
      },
    ),
    { numRuns: 30 },
  )
})

test('the file is plain ONNX; only the graph for bulk work uses the runtime’s own operation', () => {
  const model = makeModel('tiny')
  const domains = (bytes: Uint8Array): string[] =>
    decodeOnnx(bytes).opsetImport.map(({ domain, version }) => `${domain || 'onnx'}:${version}`)
  expect(domains(encodeModel(model, 'float32'))).toEqual(['onnx:20'])
  expect(domains(buildVariant(model, 'labels', 'float32'))).toEqual(['onnx:20', 'com.microsoft:1'])
})

test('other files are refused by name', () => {
  const refuse = (bytes: Uint8Array): GlanceError => {
    try {
      decodeModel(bytes, 'other.onnx')
    } catch (error) {
      return error as GlanceError
    }
    throw new Error('not refused')
  }
  expect(refuse(makeClassifier())).toMatchObject({
    name: 'GlanceError',
    code: 'unsupported-model',
    message: 'other.onnx is not a DeiT model built by Glance.',
  })
  expect(refuse(new Uint8Array(1000).fill(200))).toMatchObject({ code: 'damaged-model' })
  const whole = encodeModel(makeModel('tiny'), 'float32')
  expect(refuse(whole.subarray(0, whole.length / 2))).toMatchObject({ code: 'damaged-model' })
  expect(refuse(Buffer.concat([whole, encodeMetadata({ 'glance.model': '{"kind":' })]))).toMatchObject({
    code: 'damaged-model',
  })
})
