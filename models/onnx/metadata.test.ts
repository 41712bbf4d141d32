import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeClassifier, makeModel } from '../deit/fixtures/make-model.ts'
import { parseOnnx, readMetadata, writeMetadata } from './metadata.ts'
import { decodeOnnx, encodeMetadata, encodeOnnx, toEntries } from './proto.ts'

const metadata = makeModel('tiny').metadata

test('metadata put behind any ONNX file is read back, and its graph is as before', () => {
  const plain = makeClassifier()
  expect(readMetadata(parseOnnx(plain, 'x'), 'x')).toBeNull()
  const annotated = parseOnnx(Buffer.concat([plain, encodeMetadata(writeMetadata(metadata))]), 'x')
  expect(readMetadata(annotated, 'x')).toEqual(metadata)
  expect(annotated.graph).toEqual(decodeOnnx(plain).graph)
})

test('what is put behind last counts', () => {
  const parts = ['first', 'second'].map((name) => encodeMetadata(writeMetadata({ ...metadata, name })))
  expect(readMetadata(parseOnnx(Buffer.concat([makeClassifier(), ...parts]), 'x'), 'x')!.name).toBe('second')
})

test('metadata that is no JSON names the file', () => {
  const bytes = Buffer.concat([makeClassifier(), encodeMetadata({ 'glance.model': '{"kind"' })])
  expect(() => readMetadata(parseOnnx(bytes, 'odd.onnx'), 'odd.onnx')).toThrow(
    expect.objectContaining({ code: 'damaged-model', message: 'odd.onnx: its glance.model metadata is not JSON.' }),
  )
})

test.each([
  ['nothing at all', () => null, /: Invalid input/],
  ['no kind', (all: object) => ({ ...all, kind: undefined }), /kind: Invalid option/],
  ['a name that is a number', (all: object) => ({ ...all, name: 5 }), /name: /],
  ['a class too few', (all: object) => ({ ...all, labels: ['a', 'b'] }), /labels: expected one for each class/],
  ['a class that is a number', (all: object) => ({ ...all, labels: ['a', 'b', 3] }), /labels\.2: /],
  [
    'no size',
    (all: object) => ({ ...all, preprocessing: { ...metadata.preprocessing, size: 0 } }),
    /preprocessing\.size: /,
  ],
  [
    'a width that is text',
    (all: object) => ({ ...all, config: { ...metadata.config, width: '8' } }),
    /config\.width: /,
  ],
  ['a note of teaching without a backbone', (all: object) => ({ ...all, taught: {} }), /taught\.backbone: /],
] as [string, (all: object) => unknown, RegExp][])('metadata with %s is refused', (_what, change, message) => {
  const bytes = Buffer.concat([makeClassifier(), encodeMetadata({ 'glance.model': JSON.stringify(change(metadata)) })])
  expect(() => readMetadata(parseOnnx(bytes, 'odd.onnx'), 'odd.onnx')).toThrow(
    expect.objectContaining({
      name: 'GlanceError',
      code: 'damaged-model',
      message: expect.stringMatching(message) as string,
    }),
  )
})

test('metadata of a later version is read as far as it is known, and kept whole', () => {
  const later = { later: { than: 'this' }, ...metadata, config: { more: 1, ...metadata.config } }
  const bytes = Buffer.concat([makeClassifier(), encodeMetadata({ 'glance.model': JSON.stringify(later) })])
  expect(JSON.stringify(readMetadata(parseOnnx(bytes, 'x'), 'x'))).toBe(JSON.stringify(later))
})

test('bytes that are no ONNX file never get through, and are always a GlanceError', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => parseOnnx(bytes, 'noise.onnx')).toThrow(
        expect.objectContaining({
          name: 'GlanceError',
          code: 'damaged-model',
          message: expect.stringContaining('noise.onnx') as string,
        }),
      )
    }),
  )
})

test('a model cut anywhere before its end is refused', () => {
  const whole = makeClassifier()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: whole.length - 20 }), (length) => {
      expect(() => parseOnnx(whole.subarray(0, length), 'cut')).toThrow(
        expect.objectContaining({ code: 'damaged-model' }),
      )
    }),
  )
})

test('whatever is encoded is decoded', () => {
  const name = fc.string({ minLength: 1, unit: 'grapheme' })
  const tensor = fc.record({
    name,
    dims: fc.array(fc.integer({ min: 1, max: 2 ** 40 }), { minLength: 1 }),
    dataType: fc.constant(1),
    rawData: fc.uint8Array({ minLength: 1 }),
  })
  fc.assert(
    fc.property(
      fc.array(tensor),
      fc.dictionary(name, name),
      fc.array(fc.integer({ min: -(2 ** 50), max: 2 ** 50 })),
      (initializer, entries, ints) => {
        const model = decodeOnnx(makeClassifier())
        const changed = { ...model, metadataProps: toEntries(entries), graph: { ...model.graph, initializer } }
        changed.graph.node[0]!.attribute = [{ name: 'ints', type: 7, ints }]
        const again = decodeOnnx(encodeOnnx(changed))
        expect(again.metadataProps).toEqual(changed.metadataProps)
        expect(again.graph.initializer.map((each) => ({ ...each, rawData: [...each.rawData] }))).toEqual(
          initializer.map((each) => ({ ...each, rawData: [...each.rawData] })),
        )
        expect(again.graph.node[0]!.attribute[0]!.ints).toEqual(ints)
      },
    ),
  )
})
