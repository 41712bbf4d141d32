import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { ModelInfo } from '../electron/model-library/calls.ts'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { makeCheckpoint } from './support/checkpoint.ts'
import { writePhotos } from './support/photos.ts'
import { readResult, Room } from './support/terminal.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`../models/deit/fixtures/${name}`, import.meta.url))
const embedded = readFileSync(new URL('../models/default/deit.onnx', import.meta.url))
const noise = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * index * 31 + index) % 251))

/** The models that a test brought in. */
const installed = (room: Room): string[] =>
  readdirSync(join(room.data, 'models')).filter((name) => name.endsWith('.onnx') && !name.startsWith('tiny-'))

describe('a corrupt ONNX', () => {
  const corrupt: [string, Buffer][] = [
    ['cut in half', embedded.subarray(0, embedded.length / 2)],
    ['cut at its end', embedded.subarray(0, embedded.length - 100)],
    ['random bytes', noise],
    ['zero bytes', Buffer.alloc(0)],
    ['text', Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:0\n')],
  ]

  test.each(corrupt)('%s: refused as --model and by import-model', async (_what, bytes) => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg'])
    writeFileSync(room.path('broken.onnx'), bytes)
    for (const args of [
      ['prelabel', 'photos', '--model', 'broken.onnx', '--csv', 'labels.csv'],
      ['import-model', 'broken.onnx'],
    ]) {
      const run = await room.glance(args)
      expect(run.stderr).toMatch(/^glance: .*broken\.onnx/)
      expect(run.stderr).not.toMatch(/\n\s+at /)
      expect([1, 2]).toContain(run.exit)
      expect(run.stdout).toBe('')
    }
    expect(existsSync(room.csv)).toBe(false)
    expect(installed(room)).toEqual([])
  })

  test('in the models folder: the others still work', async () => {
    using room = new Room({ model: 'embedded' })
    await writePhotos(room.photos, ['a.jpg'])
    mkdirSync(join(room.data, 'models'), { recursive: true })
    for (const [index, [, bytes]] of corrupt.entries())
      writeFileSync(join(room.data, 'models', `broken${index}.onnx`), bytes)
    const list = await room.glance(['--json', 'models'])
    expect(list.exit).toBe(0)
    expect(readResult(list) as ModelInfo[]).toMatchObject([{ isDefault: true }])
    for (const index of corrupt.keys()) expect(list.stdout).toContain(`broken${index}.onnx`)
    expect((await room.prelabel()).exit).toBe(0)
    const run = await room.glance(['prelabel', 'photos', '--model', 'broken0'])
    expect(run.stderr).toMatch(/^glance: .*broken0\.onnx/)
    expect(run.exit).toBe(1)
  })
})

describe('checkpoints that are refused', () => {
  test.each<[string, string, RegExp, number]>([
    ['one that calls os.system', 'evil.pth', /evil\.pth.*(?:posix|os)\.system/, 1],
    ['one with a tensor missing', 'missing.pth', /missing\.pth.*blocks\.0\.mlp\.fc2\.bias/, 1],
    [
      'one with a tensor of another shape',
      'misshapen.safetensors',
      /misshapen\.safetensors.*blocks\.0\.attn\.proj\.weight/,
      1,
    ],
    ['one with a tensor too many', 'surplus.safetensors', /surplus\.safetensors.*neck\.weight/, 1],
    [
      'the legacy torch format',
      'tiny-legacy.pth',
      /tiny-legacy\.pth.*legacy torch format.*torch\.save\(torch\.load/,
      1,
    ],
    ['one with 7 classes and no names', 'distilled-timm.safetensors', /7 classes.*--labels names\.txt/, 2],
  ])('%s', async (_what, name, message, exit) => {
    using room = new Room()
    copyFileSync(fixture(name), room.path(name))
    const before = readdirSync(room.folder)
    const run = await room.glance(['import-model', name, '--heads', name.startsWith('distilled') ? '3' : '2'])
    expect(run.stderr).toMatch(message)
    expect(run.stderr).not.toMatch(/\n\s+at /)
    expect(run.exit).toBe(exit)
    // Nothing was installed, and nothing was run: the evil one would touch a file here.
    expect(readdirSync(room.folder)).toEqual(before)
  })
})

describe('class names', () => {
  const classes = Array.from({ length: 1000 }, (_, index) => `class ${index}`)

  test.each<[string, string, RegExp]>([
    [
      '999 lines for 1,000 classes',
      classes.slice(1).join('\n'),
      /names\.txt has 999 lines, but thousand has 1000 classes/,
    ],
    ['1,001 lines for 1,000 classes', [...classes, 'one more'].join('\n'), /names\.txt has 1001 lines/],
    ['an empty line', classes.with(4, '').join('\n'), /names\.txt, line 5: the name is empty/],
    ['a name twice', classes.with(9, 'class 3').join('\n'), /names\.txt, line 10: "class 3" is already on line 4/],
  ])('%s: refused', async (_what, names, message) => {
    using room = new Room()
    writeFileSync(room.path('thousand.safetensors'), makeCheckpoint(1000))
    writeFileSync(room.path('names.txt'), `${names}\n`)
    const run = await room.glance(['import-model', 'thousand.safetensors', '--labels', 'names.txt', '--heads', '3'])
    expect(run.stderr).toMatch(message)
    expect(run.exit).toBe(2)
    expect(installed(room)).toEqual([])
  })

  test('as many lines as classes: imported, listed and used; its id is alone on the last line', async () => {
    using room = new Room()
    await writePhotos(room.photos, ['a.jpg', 'b.jpg'])
    writeFileSync(room.path('thousand.safetensors'), makeCheckpoint(1000))
    writeFileSync(room.path('names.txt'), `\ufeff${classes.join('\r\n')}\r\n`)
    const run = await room.glance(['import-model', 'thousand.safetensors', '--labels', 'names.txt', '--heads', '3'])
    expect(run).toMatchObject({ exit: 0, stderr: '' })
    const id = run.stdout.trimEnd().split('\n').at(-1)!
    expect(id).toMatch(/^thousand-[0-9a-f]{8}$/)
    expect((await room.glance(['models'])).stdout).toMatch(new RegExp(`\\n${id} +224 px +1000 classes`))

    expect(await room.prelabel(['--model', id, '--threshold', '0'])).toMatchObject({
      exit: 0,
      result: { model: id, inferred: 2 },
    })
    for (const row of room.readCsv()) expect(row['label']).toMatch(/^class \d+$/)
    // The same again is the same model, and the default one's answers are its own.
    expect(
      (await room.glance(['import-model', 'thousand.safetensors', '--labels', 'names.txt', '--heads', '3'])).stdout,
    ).toContain(id)
    expect(installed(room)).toEqual([`${id}.onnx`])
    const imported = readFileSync(room.csv)
    expect(await room.prelabel()).toMatchObject({ exit: 0, result: { inferred: 2 } })
    expect(readFileSync(room.csv)).not.toEqual(imported)
    expect(await room.prelabel(['--model', 'thousand'])).toMatchObject({ exit: 0, result: { inferred: 0 } })
    expect(readFileSync(room.csv)).toEqual(imported)
  })
})
