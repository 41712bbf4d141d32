import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeBlackPng } from '../test-support/image-samples.ts'

const batch = fileURLToPath(new URL('../cli.ts', import.meta.url))
const tiny = fileURLToPath(new URL('../../models/deit/fixtures/tiny.safetensors', import.meta.url))

/** One command in a process of its own, as a person types it. */
function glance(data: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [batch, ...args], {
    env: { ...process.env, GLANCE_DATA: data },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

test('help and version are done', () => {
  const help = glance('', '--help')
  expect(help.code).toBe(0)
  for (const command of ['prelabel', 'export', 'import-model', 'models', 'bench'])
    expect(help.out).toContain(`  ${command} `)
  expect(glance('', '--version')).toEqual({ code: 0, out: `${packageJson.version}\n`, err: '' })
})

test.each([
  [['frobnicate'], /unknown command/],
  [['prelabel'], /missing required argument/],
  [['prelabel', '.', '--top-k', 'many'], /Not a number/],
  [['prelabel', '.', '--engine', 'cuda'], /Allowed choices/],
  [['prelabel', '.', '--frob'], /unknown option/],
  [['export', '.'], /--csv <file>/],
  [['prelabel', '.', '--threshold', '2'], /threshold/],
  [['prelabel', '/no/such/folder'], /\/no\/such\/folder/],
  [['prelabel', '.', '--model', 'none'], /no model "none"/],
  [['import-model', tiny, '--heads', '2'], /--labels names\.txt/],
  [['import-model', tiny, '--heads', '2.5'], /heads/],
])('%o is wrong use', (args, message) => {
  const data = makeTempFolder()
  const { code, out, err } = glance(data, ...args)
  expect(err).toMatch(message)
  expect(err).not.toContain('    at ')
  expect({ code, out }).toEqual({ code: 2, out: '' })
})

test('import, pre-label with one broken photo, export: ids and codes for scripts', async () => {
  const data = makeTempFolder()
  const [labels, photos, csv] = [join(data, 'names.txt'), join(data, 'photos'), join(data, 'labels.csv')]
  writeFileSync(labels, 'a\nb\nc\n')
  mkdirSync(photos)
  writeFileSync(join(photos, 'black.png'), await makeBlackPng(20, 10))

  const imported = glance(data, 'import-model', tiny, '--heads', '2', '--labels', labels)
  expect(imported.code).toBe(0)
  const id = imported.out.trimEnd().split('\n').at(-1)!
  expect(id).toMatch(/^tiny-[0-9a-f]{8}$/)
  expect(glance(data, 'models').out).toContain(id)

  const prelabel = ['prelabel', photos, '--csv', csv, '--model', id, '--engine', 'cpu']
  expect(glance(data, ...prelabel)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^1 photos: 1 pre-labeled now, 0 failed/) as string,
  })
  writeFileSync(join(photos, 'broken.jpg'), 'a text')
  const second = glance(data, ...prelabel)
  expect(second).toMatchObject({ code: 1, err: expect.stringContaining('broken.jpg') as string })
  expect(second.out).toMatch(/^2 photos: 0 pre-labeled now, 1 failed/)

  const again = join(data, 'again.csv')
  const exported = glance(data, '--json', 'export', photos, '--csv', again, '--predictions')
  expect(exported.code).toBe(0)
  expect(JSON.parse(exported.out)).toEqual({
    type: 'result',
    result: {
      file: again,
      rows: 2,
      labeled: 0,
      preLabeled: 1,
      needsReview: 0,
      outside: 0,
      failed: 1,
      new: 0,
      missing: 0,
    },
  })
  expect(readFileSync(again)).toEqual(readFileSync(csv))
})

test(
  'installed models are measured, as a table and as JSON; a model that is not installed is wrong use',
  { timeout: 60_000 },
  () => {
    const data = makeTempFolder()
    const table = glance(data, 'bench', '--models')
    expect(table).toMatchObject({ code: 0, err: expect.stringContaining('1 model, on cpu') as string })
    const [head, row] = table.out.trimEnd().split('\n')
    expect(head).toMatch(/^model +pixels +MACs +engine +images\/s/)
    expect(row).toMatch(/ 224 px +1\.\d\d G +cpu +\d+\.\d +\d+\.\d\d s +\d+\.\d MiB +–$/)

    const { code, out } = glance(data, '--json', 'bench', '--models', 'default')
    expect(code).toBe(0)
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; result?: unknown })
    expect(lines.at(-1)).toMatchObject({
      type: 'result',
      result: [{ engine: 'cpu', size: 224, top1: null, imagesPerSecond: expect.any(Number) as number }],
    })
    expect(glance(data, 'bench', '--models', 'none')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('no model "none"') as string,
    })
  },
)

test('a model that cannot be used is a failure, as JSON where asked for', () => {
  const data = makeTempFolder()
  const file = join(data, 'a.pth')
  writeFileSync(file, 'x')
  const { code, out, err } = glance(data, '--json', 'import-model', file)
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(JSON.parse(err)).toMatchObject({
    type: 'error',
    code: 'damaged-model',
    message: expect.stringContaining('a.pth') as string,
  })
})
