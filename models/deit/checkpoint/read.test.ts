import { existsSync, readFileSync } from 'node:fs'
import { unzipSync, zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GlanceError } from '../../errors.ts'
import { openFixture } from '../fixtures/open-fixture.ts'
import { checkCheckpoint } from './check.ts'
import { toTimmNames } from './names.ts'
import { readCheckpoint } from './read.ts'

const read = (name: string) => readCheckpoint(openFixture(name), name)
const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** The only two things that may happen to a file: it is read, or it is refused with a GlanceError. */
function outcome(bytes: Uint8Array): 'read' | 'refused' {
  try {
    readCheckpoint(bytes, 'hurt')
    return 'read'
  } catch (error) {
    if (error instanceof GlanceError && error.message.includes('"hurt"')) return 'refused'
    throw error
  }
}

describe('recognises the format from content', () => {
  test.each(['tiny.safetensors', 'tiny-bare.pth', 'tiny-model.pth', 'tiny-state-dict.pth'])('%s', (name) => {
    const state = readCheckpoint(openFixture(name), 'no-extension')
    expect([...state.keys()].toSorted()).toEqual([...read('tiny.safetensors').keys()].toSorted())
    expect(state.get('head.weight')).toEqual(read('tiny.safetensors').get('head.weight'))
  })

  test('the same bytes at an odd place in memory', () => {
    const bytes = openFixture('tiny.safetensors')
    const odd = new Uint8Array(bytes.length + 1)
    odd.set(bytes, 1)
    expect(readCheckpoint(odd.subarray(1), 'x')).toEqual(read('tiny.safetensors'))
  })
})

describe('names the format of any other file', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    ['empty', new Uint8Array(), 'damaged-model', /"x" is empty/],
    ['legacy torch', openFixture('tiny-legacy.pth'), 'unsupported-model', /legacy torch format/],
    ['legacy tar', ascii(`${'\0'.repeat(257)}ustar\0`), 'unsupported-model', /tar archive/],
    ['bare pickle', ascii('\x80\x04}.'), 'unsupported-model', /bare pickle/],
    ['ONNX', ascii('\x08\x08\x12\x07pytorch'), 'unsupported-model', /ONNX graph/],
    ['web page', ascii('\n<!DOCTYPE html><html>'), 'damaged-model', /web page/],
    ['Git LFS pointer', ascii('version https://git-lfs.github.com/spec/v1\n'), 'damaged-model', /Git LFS pointer/],
    ['JSON', ascii('{"error":"Repository not found"}'), 'damaged-model', /is JSON/],
    ['HDF5', ascii('\x89HDF\r\n\x1a\n'), 'unsupported-model', /HDF5/],
    ['anything else', ascii('hello'), 'damaged-model', /got neither/],
  ])('%s', (_what, bytes, code, message) => {
    expect(() => readCheckpoint(bytes, 'x')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    )
  })

  test('legacy torch: how to convert it', () => {
    expect(() => read('tiny-legacy.pth')).toThrow(
      expect.objectContaining({
        hint: expect.stringContaining('torch.save(torch.load(f, map_location="cpu", weights_only=True), f)') as string,
      }),
    )
  })

  test('a weight under two names after its prefix is stripped', () => {
    const header = JSON.stringify({
      a: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
      'module.a': { dtype: 'F32', shape: [], data_offsets: [4, 8] },
    })
    const bytes = new Uint8Array([header.length, 0, 0, 0, 0, 0, 0, 0, ...ascii(header), 0, 0, 0, 0, 0, 0, 0, 0])
    expect(() => readCheckpoint(bytes, 'x')).toThrow('contains "a" twice')
  })
})

describe('whatever happens to a file, it is read or refused', () => {
  const names = [
    'tiny.safetensors',
    'tiny-bf16.safetensors',
    'tiny-model.pth',
    'tiny-protocol4.pth',
    'tiny-legacy.pth',
    'evil.pth',
  ]

  test.each(names)('%s cut at any byte is refused', (name) => {
    const bytes = openFixture(name)
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        (end) => outcome(bytes.subarray(0, end)) === 'refused',
      ),
      { numRuns: 400 },
    )
  })

  test.each(names)('%s with changed bytes', (name) => {
    const bytes = openFixture(name)
    fc.assert(
      fc.property(changes(bytes.length), (edits) => {
        outcome(change(bytes, edits))
      }),
      { numRuns: 300 },
    )
  })

  test.each(['tiny-model.pth', 'tiny-protocol4.pth', 'tiny-training.pth'])(
    '%s with changed bytes in its pickle',
    (name) => {
      const files = unzipSync(openFixture(name))
      const path = Object.keys(files).find((key) => key.endsWith('/data.pkl'))!
      const pickle = files[path]!
      fc.assert(
        fc.property(changes(pickle.length), (edits) => {
          outcome(zipSync({ ...files, [path]: change(pickle, edits) }, { level: 0 }))
        }),
        { numRuns: 300 },
      )
    },
  )

  test('random bytes after each known beginning', () => {
    const beginnings = ['', 'PK\x03\x04', '\x80\x02', '\x08\x08\x12', '\x05\0\0\0\0\0\0\0{'].map(ascii)
    fc.assert(
      fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }), (start, rest) => {
        outcome(Uint8Array.of(...start, ...rest))
      }),
      { numRuns: 500 },
    )
  })
})

const changes = (length: number) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: length - 1 }), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 6,
  })

function change(bytes: Uint8Array, edits: readonly [number, number][]): Uint8Array {
  const changed = Uint8Array.from(bytes)
  for (const [at, value] of edits) changed[at] = value
  return changed
}

/** Official weights lie beside the repository on some machines only: too big to keep in it. */
const official = new URL('../../../../shared/weights/', import.meta.url)
const absent = !existsSync(new URL('deit_tiny_patch16_224.pth', official))

test.skipIf(absent)(
  `the official DeiT-Ti: .pth and .safetensors hold equal tensors${absent ? ' (skipped: ../shared/weights is absent)' : ''}`,
  () => {
    const [torch, safe] = ['deit_tiny_patch16_224.pth', 'deit_tiny_patch16_224.safetensors'].map((name) =>
      readCheckpoint(readFileSync(new URL(name, official)), name),
    )
    expect(torch!.size).toBe(152)
    expect([...torch!.keys()].toSorted()).toEqual([...safe!.keys()].toSorted())
    for (const [name, { shape, data }] of torch!) {
      const other = safe!.get(name)!
      expect(other.shape).toEqual(shape)
      expect(
        Buffer.compare(
          new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
          new Uint8Array(other.data.buffer, other.data.byteOffset, other.data.byteLength),
        ),
      ).toBe(0)
    }
    const { scheme, state } = toTimmNames(torch!, 'deit_tiny')
    expect(checkCheckpoint(state, { fileName: 'deit_tiny', scheme }).config).toEqual({
      imageSize: 224,
      patchSize: 16,
      width: 192,
      depth: 12,
      heads: 3,
      hidden: 768,
      classes: 1000,
      distilled: false,
      layerNormEps: 1e-6,
    })
  },
)
