import { unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { openFixture } from '../fixtures/open-fixture.ts'
import { readSafetensors } from './safetensors.ts'
import type { StateDict } from '../tensor.ts'
import { readTorchZip } from './torch-zip.ts'

const tiny = readSafetensors(openFixture('tiny.safetensors'), 'tiny.safetensors')
const read = (name: string) => readTorchZip(openFixture(name), name)

function repack(name: string, edit: (files: Record<string, Uint8Array>) => void, level: 0 | 6 = 0): Uint8Array {
  const files = unzipSync(openFixture(name))
  edit(files)
  return zipSync(files, { level })
}

function expectSame(got: StateDict, expected: StateDict): void {
  expect([...got.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
  for (const [name, { shape, data }] of expected) expect({ name, ...got.get(name) }).toEqual({ name, shape, data })
}

test.each([
  'tiny-bare.pth',
  'tiny-model.pth',
  'tiny-parameters.pth',
  'tiny-protocol4.pth',
  'tiny-strided.pth',
  'tiny-double.pth',
  'tiny-training.pth',
])('%s holds the same weights as tiny.safetensors', (name) => expectSame(read(name), tiny))

test.each([
  ['tiny-half.pth', 'tiny-fp16.safetensors', 2 ** -11],
  ['tiny-bf16.pth', 'tiny-bf16.safetensors', 2 ** -8],
])('%s equals %s, which is the float32 rounded', (torchName, name, precision) => {
  const rounded = readSafetensors(openFixture(name), name)
  expectSame(read(torchName), rounded)
  for (const [key, { data }] of tiny) {
    data.forEach((value, i) =>
      expect(Math.abs(rounded.get(key)!.data[i]! - value)).toBeLessThanOrEqual(Math.abs(value) * precision + 2 ** -25),
    )
  }
})

test('an archive from another ZIP program reads the same', () =>
  expectSame(
    readTorchZip(
      repack('tiny-bare.pth', () => undefined),
      'x.pth',
    ),
    tiny,
  ))

describe('refuses', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    [
      'big-endian',
      repack('tiny-bare.pth', (files) => {
        files['tiny-bare/byteorder'] = new TextEncoder().encode('big')
      }),
      'unsupported-model',
      /"big" byte order, expected "little"/,
    ],
    ['compressed', repack('tiny-bare.pth', () => undefined, 6), 'unsupported-model', /is compressed/],
    [
      'TorchScript',
      repack('tiny-bare.pth', (files) => {
        files['tiny-bare/constants.pkl'] = new Uint8Array(1)
      }),
      'unsupported-model',
      /TorchScript/,
    ],
    [
      'no pickle',
      repack('tiny-bare.pth', (files) => {
        delete files['tiny-bare/data.pkl']
      }),
      'damaged-model',
      /expected one data.pkl .* got 0/,
    ],
    [
      'two pickles',
      repack('tiny-bare.pth', (files) => {
        files['other/data.pkl'] = new Uint8Array(1)
      }),
      'damaged-model',
      /got 2/,
    ],
    [
      'a missing storage',
      repack('tiny-bare.pth', (files) => {
        delete files['tiny-bare/data/0']
      }),
      'damaged-model',
      /storage "0" of "cls_token" is missing/,
    ],
    [
      'a short storage',
      repack('tiny-bare.pth', (files) => {
        files['tiny-bare/data/0'] = new Uint8Array(8)
      }),
      'damaged-model',
      /storage of "cls_token" has 8 bytes, expected 32/,
    ],
    [
      'no weights',
      repack('tiny-bare.pth', (files) => {
        files['tiny-bare/data.pkl'] = Uint8Array.from([0x80, 2, 0x7d, 0x2e])
      }),
      'unsupported-model',
      /contains no weights/,
    ],
  ])('%s', (_what, file, code, message) => {
    expect(() => readTorchZip(file, 'bad.pth')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    )
  })

  test('names of what it found instead of weights', () => {
    const bytes = Uint8Array.from([0x80, 2, 0x7d, 0x8c, 5, ...new TextEncoder().encode('epoch'), 0x4b, 3, 0x73, 0x2e])
    const file = repack('tiny-bare.pth', (files) => {
      files['tiny-bare/data.pkl'] = bytes
    })
    expect(() => readTorchZip(file, 'bad.pth')).toThrow('got the keys "epoch"')
  })

  test('one storage claimed by many tensors', () => {
    const name = 'tiny-bare.pth'
    const head = '\x80\x02}(' // each entry: a name, and the same 1,024 floats
    const entry = (i: number) =>
      `X\x04\0\0\0${String(i).padStart(4, '0')}ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0zX\x03\0\0\0cpuM\0\x10tQK\0M\0\x10\x85K\x01\x85\x89NtR`
    const text = `${head}${Array.from({ length: 500 }, (_, i) => entry(i)).join('')}u.`
    const file = repack(name, (files) => {
      files['tiny-bare/data.pkl'] = Uint8Array.from(text, (letter) => letter.charCodeAt(0))
      files['tiny-bare/data/z'] = new Uint8Array(4 * 4096)
    })
    expect(() => readTorchZip(file, 'bad.pth')).toThrow('claim more than 8 times the file')
  })
})
