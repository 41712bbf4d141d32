import { expect, test } from 'vitest'
import { openFixture } from '../fixtures/open-fixture.ts'
import { readSafetensors } from './safetensors.ts'

type Header = Record<string, unknown>

function makeFile(header: Header | string, dataLength: number, claimed?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + json.length + dataLength)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimed ?? json.length), true)
  bytes.set(json, 8)
  return bytes
}

const tensor = (begin: number, end: number, shape = [(end - begin) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

test('reads names, shapes and values', () => {
  const state = readSafetensors(openFixture('tiny.safetensors'), 'tiny.safetensors')
  expect(state.size).toBe(23)
  expect(state.get('blocks.0.attn.qkv.weight')?.shape).toEqual([24, 8])
  expect(state.get('pos_embed')?.data.length).toBe(48)
})

test('integers are left out, empty and scalar tensors are kept', () => {
  const file = makeFile(
    {
      __metadata__: { format: 'pt' },
      ids: tensor(0, 16, [2], 'I64'),
      one: tensor(16, 20, []),
      none: tensor(20, 20, [0, 3]),
    },
    20,
  )
  expect([...readSafetensors(file, 'x').keys()]).toEqual(['one', 'none'])
})

test('a name from Object.prototype is only a name', () => {
  const state = readSafetensors(makeFile('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4), 'x')
  expect(state.get('__proto__')?.shape).toEqual([1])
})

test.each<[string, Uint8Array, RegExp, string]>([
  ['empty', new Uint8Array(), /8 bytes or more, got 0/, 'damaged-model'],
  ['absurd header', makeFile({}, 0, 2 ** 60), /header claims \d+ bytes, expected at most 100000000/, 'damaged-model'],
  ['header past the end', makeFile({}, 0, 50), /expected a header of 50 bytes, got 2/, 'damaged-model'],
  ['not JSON', makeFile('{nope', 0), /not JSON/, 'damaged-model'],
  ['not an object', makeFile('[]', 0), /JSON object/, 'damaged-model'],
  [
    'no dtype',
    makeFile({ a: { shape: [1], data_offsets: [0, 4] } }, 4),
    /dtype, shape and data_offsets for "a"/,
    'damaged-model',
  ],
  ['entry is null', makeFile({ a: null }, 4), /for "a"/, 'damaged-model'],
  ['negative size', makeFile({ a: tensor(0, 4, [-1]) }, 4), /for "a"/, 'damaged-model'],
  [
    'wrong length',
    makeFile({ a: tensor(0, 8, [3]) }, 8),
    /"a" of shape \[3\] and type F32 takes 12 bytes, its offsets span 8/,
    'damaged-model',
  ],
  ['sizes that overflow', makeFile({ a: tensor(0, 4, [2 ** 52, 2 ** 52]) }, 4), /"a" of shape/, 'damaged-model'],
  ['outside', makeFile({ a: tensor(0, 8) }, 4), /"a" ends at byte 8 of 4: the file is truncated/, 'damaged-model'],
  [
    'overlap',
    makeFile({ a: tensor(0, 8), b: tensor(4, 12) }, 12),
    /expected "b" to begin at byte 8, got 4: tensors overlap/,
    'damaged-model',
  ],
  ['gap', makeFile({ a: tensor(4, 8) }, 8), /leave a gap/, 'damaged-model'],
  ['trailing bytes', makeFile({ a: tensor(0, 4) }, 9), /expected 4 bytes of tensors, got 9/, 'damaged-model'],
  ['float8', makeFile({ a: tensor(0, 4, [4], 'F8_E4M3') }, 4), /"a" has element type F8_E4M3/, 'unsupported-model'],
  [
    'a type named like a method',
    makeFile({ a: tensor(0, 4, [4], 'constructor') }, 4),
    /element type constructor/,
    'unsupported-model',
  ],
])('refuses: %s', (_what, file, message, code) => {
  expect(() => readSafetensors(file, 'bad.safetensors')).toThrow(
    expect.objectContaining({ name: 'GlanceError', code, message: expect.stringMatching(message) as string }),
  )
  expect(() => readSafetensors(file, 'bad.safetensors')).toThrow('"bad.safetensors"')
})
