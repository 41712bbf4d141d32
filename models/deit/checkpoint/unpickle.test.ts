import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { openFixture } from '../fixtures/open-fixture.ts'
import { readTorchZip } from './torch-zip.ts'
import { unpickle } from './unpickle.ts'

/** Pickle opcodes by hand: text as Latin-1, numbers as bytes. */
const pickle = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : Array.from(part, (letter) => letter.charCodeAt(0)))),
  )
const text = (value: string): string => `\x8c${String.fromCharCode(value.length)}${value}`
const read = (...parts: (string | number)[]) => unpickle(pickle('\x80\x04', ...parts), 'x.pth')

describe('plain data', () => {
  test('numbers, text, containers, memo', () => {
    const list = (...items: unknown[]) => ({ kind: 'list', items })
    expect(
      read(']', '(K\x07M\x01\x02J\xff\xff\xff\xff\x8a\x02\x00\x80G\x3f\xf0\x00\x00\x00\x00\x00\x00e', '.'),
    ).toEqual(list(7, 513, -1, -32_768, 1))
    expect(read(']\x94(N\x88\x89', text('a'), '\x94h\x01e.')).toEqual(list(null, true, false, 'a', 'a'))
    expect(read('}', text('k'), 'K\x01K\x02\x86s.')).toEqual({
      kind: 'dict',
      entries: new Map([['k', { kind: 'tuple', items: [1, 2] }]]),
    })
  })

  test('a list that contains itself is no trap', () => {
    expect(read(']\x94h\x00a.')).toMatchObject({ kind: 'list' })
  })
})

describe('refuses what would run code', () => {
  test.each<[string, string[], string]>([
    [
      'os.system, as Linux writes it',
      ['cposix\nsystem\n', text('true'), '\x85R.'],
      '"posix.system" (that is os.system)',
    ],
    ['os.system, as Windows writes it', ['cnt\nsystem\n', text('true'), '\x85R.'], '"nt.system" (that is os.system)'],
    ['eval', ['c__builtin__\neval\n', text('1'), '\x85R.'], '"__builtin__.eval"'],
    ['exec by STACK_GLOBAL', [text('builtins'), text('exec'), '\x93.'], '"builtins.exec"'],
    ['a target that is only named', ['csubprocess\nPopen\n0N.'], '"subprocess.Popen"'],
    ['a neighbour of an allowed target', ['ctorch._utils\n_rebuild_tensor_v3\n.'], '"torch._utils._rebuild_tensor_v3"'],
    [
      'a dotted way through an allowed module',
      [text('collections'), text('OrderedDict.fromkeys'), '\x93.'],
      '"collections.OrderedDict.fromkeys"',
    ],
    ['a name from Object.prototype', ['ctoString\nconstructor\n.'], '"toString.constructor"'],
    ['a pickled module', ['ctimm.models.vision_transformer\nVisionTransformer\n.'], 'VisionTransformer'],
    ['INST', ['(ios\nsystem\n.'], 'INST'],
    ['OBJ', ['(o.'], 'OBJ'],
    ['EXT1', ['\x82\x01.'], 'EXT1'],
  ])('%s', (_what, parts, named) => {
    expect(() => read(...parts)).toThrow(
      expect.objectContaining({ code: 'unsafe-model', message: expect.stringContaining(named) as string }),
    )
    expect(() => read(...parts)).toThrow('"x.pth" asks its reader to run')
  })

  test('a real hostile checkpoint, and nothing happens', () => {
    expect(() => readTorchZip(openFixture('evil.pth'), 'evil.pth')).toThrow(
      expect.objectContaining({ code: 'unsafe-model', message: expect.stringContaining('os.system') as string }),
    )
    expect(existsSync('glance-was-here')).toBe(false)
  })
})

describe('refuses what torch does not write', () => {
  const storage = (count: string) => `(${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}${count}tQ`
  const tensor = (...rest: string[]) => [
    'ctorch._utils\n_rebuild_tensor_v2\n(',
    storage('K\x04'),
    ...rest,
    '\x89Nt',
    'R.',
  ]

  test('a tensor inside its storage is fine', () => {
    expect(read(...tensor('K\x01', 'K\x03\x85', 'K\x01\x85'))).toMatchObject({
      kind: 'tensor',
      offset: 1,
      shape: [3],
      strides: [1],
    })
    expect(read(...tensor('K\x00', 'K\x00K\x09\x86', 'K\x09K\x01\x86'))).toMatchObject({ shape: [0, 9] })
  })

  test.each<[string, string[], RegExp]>([
    [
      'past its storage',
      tensor('K\x02', 'K\x03\x85', 'K\x01\x85'),
      /tensor of shape \[3\] outside its storage of 4 elements/,
    ],
    ['strides past its storage', tensor('K\x00', 'K\x02\x85', 'K\x04\x85'), /outside its storage/],
    ['expanded without end', tensor('K\x00', 'J\xff\xff\xff\x7f\x85', 'K\x00\x85'), /outside its storage/],
    ['negative offset', tensor('J\xff\xff\xff\xff', 'K\x03\x85', 'K\x01\x85'), /rebuilds a tensor wrongly/],
    ['sizes without strides', tensor('K\x00', 'K\x03\x85', ')'), /1 sizes and 0 strides/],
    ['sizes that are text', tensor('K\x00', `${text('a')}\x85`, 'K\x01\x85'), /not counts/],
    ['too many dimensions', tensor('K\x00', `(${'K\x01'.repeat(9)}t`, `(${'K\x01'.repeat(9)}t`), /9 sizes/],
    ['calling a storage', ['ctorch\nFloatStorage\n)R.'], /calls torch.FloatStorage/],
    ['calling text', [text('a'), ')R.'], /not a known name/],
    [
      'a storage of unknown type',
      [`(${text('storage')}${text('torch.FloatStorage')}${text('0')}${text('cpu')}K\x01tQ.`],
      /describes a storage wrongly/,
    ],
    ['OrderedDict of a list', ['ccollections\nOrderedDict\n]\x85R.'], /gives OrderedDict arguments/],
    ['attributes on a tuple', [')}b.'], /gives attributes/],
    ['an empty stack', ['.'], /takes more values than it made/],
    ['below a mark', ['K\x01(0.'], /takes more values/],
    ['no mark', ['t.'], /closes a mark/],
    ['an unknown memo entry', ['h\x05.'], /memo entry 5/],
    ['an unknown opcode', ['\xff.'], /opcode 0xff at byte 2/],
    ['protocol 0', ['\x80\x00.'], /protocol 0/],
    ['a cut', ['X\xff\xff\xff\x7fabc'], /truncated/],
    ['an end without STOP', ['N'], /truncated/],
    ['a bomb of containers', ['}'.repeat(1_000_001), '.'], /more than 1000000 opcodes/],
  ])('%s', (_what, parts, message) => {
    expect(() => read(...parts)).toThrow(
      expect.objectContaining({ code: 'damaged-model', message: expect.stringMatching(message) as string }),
    )
  })
})
