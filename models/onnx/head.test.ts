import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeClassifier, makeModel, makeModelFile } from '../deit/fixtures/make-model.ts'
import { encodeModel } from '../deit/model-file.ts'
import { type Pieces, readHead } from './head.ts'
import { parseOnnx, readMetadata, writeMetadata } from './metadata.ts'
import { encodeMetadata } from './proto.ts'

/** Bytes as a file, and how many of them were read. */
function asFile(bytes: Uint8Array): Pieces & { reads: number } {
  return {
    size: bytes.length,
    reads: 0,
    read(offset, length) {
      this.reads += Math.min(length, bytes.length - offset)
      return bytes.subarray(offset, offset + length)
    },
  }
}

test.each(['float32', 'float16'] as const)('a model in %s: the same metadata as from all of it', (precision) => {
  const { bytes } = makeModelFile('distilled-timm', precision)
  expect(readHead(asFile(bytes), 'x')).toEqual({ metadata: readMetadata(parseOnnx(bytes, 'x'), 'x'), precision })
})

test('an external classifier with metadata behind it; the last counts', () => {
  expect(readHead(asFile(makeClassifier()), 'x')).toEqual({ metadata: null, precision: 'float32' })
  const metadata = makeModel('tiny').metadata
  const parts = ['first', 'second'].map((name) => encodeMetadata(writeMetadata({ ...metadata, name })))
  expect(readHead(asFile(Buffer.concat([makeClassifier(), ...parts])), 'x').metadata).toEqual({
    ...metadata,
    name: 'second',
  })
})

test('weights are stepped over', () => {
  const model = makeModel('tiny')
  const weights = new Map([...model.weights, ['ballast', { dims: [2 ** 22], data: new Float32Array(2 ** 22) }]])
  const file = asFile(encodeModel({ ...model, weights }, 'float32'))
  expect(readHead(file, 'x').metadata).toEqual(model.metadata)
  expect(file.reads).toBeLessThan(file.size / 20)
})

test('a file cut anywhere is refused, or has lost no more than what it says of itself', () => {
  const whole = makeModelFile('tiny').bytes
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length - 1 }), (length) => {
      const cut = whole.subarray(0, length)
      let metadata
      try {
        metadata = readHead(asFile(cut), 'cut').metadata
      } catch (error) {
        expect(error).toMatchObject({ name: 'GlanceError', code: 'damaged-model' })
        return
      }
      expect(metadata).toBeNull()
    }),
  )
})

test('noise is always a GlanceError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => readHead(asFile(bytes), 'noise.onnx')).toThrow(
        expect.objectContaining({ name: 'GlanceError', code: 'damaged-model' }),
      )
    }),
  )
})
