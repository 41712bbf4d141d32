import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import type { ImportOptions } from './import-options.ts'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { largestDifference, readFixture, referenceBytes } from '../../../models/deit/fixtures/make-model.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { importModel } from './import-model.ts'
import type { InstalledModel } from '../installed.ts'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../models/deit/fixtures/${name}`, import.meta.url))

/** Class names for `classes` classes, in a file. */
function writeLabels(folder: string, classes: number): string {
  const file = join(folder, 'names.txt')
  writeFileSync(file, Array.from({ length: classes }, (_, index) => `class ${index}\n`).join(''))
  return file
}

function importFixture(name: string, options: Partial<ImportOptions> = {}): Promise<InstalledModel> {
  const folder = makeTempFolder()
  const tiny = name.startsWith('tiny')
  return importModel({
    file: fixture(name),
    modelsFolder: join(folder, 'models'),
    labels: writeLabels(folder, tiny ? 3 : 7),
    heads: tiny ? 2 : 3,
    precision: 'float32',
    preprocessing: 'inception',
    ...options,
  })
}

async function run(model: InstalledModel, size: number, batch: number) {
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'maps', threads: 1 })
  onTestFinished(() => engine.dispose())
  return engine.run(referenceBytes(batch, size))
}

describe.each([
  ['distilled-timm', 'timm'],
  ['plain-timm', 'timm'],
  ['distilled-hf', 'huggingface'],
  ['plain-hf', 'huggingface'],
])('%s', (name, scheme) => {
  const reference = readFixture(`${name}.reference`)

  test('is installed and answers like the reference', async () => {
    const model = await importFixture(`${name}.safetensors`)
    expect(model.id).toMatch(new RegExp(`^${name}-[0-9a-f]{8}$`))
    expect(model.metadata).toMatchObject({
      kind: 'deit',
      name,
      labels: Array.from({ length: 7 }, (_, index) => `class ${index}`),
      origin: { file: `${name}.safetensors`, scheme },
      config: { imageSize: 224, heads: 3, depth: 3, distilled: name.startsWith('distilled') },
    })
    const output = await run(model, 224, 2)
    expect(largestDifference(output.clsLogits, reference.get('cls_logits')!.data)).toBeLessThan(1e-3)
    expect(largestDifference(output.rollout, reference.get('rollout_mean')!.data)).toBeLessThan(1e-3)
  })

  test('in half precision is smaller, another model, and nearly the same', async () => {
    const [half, full] = [
      await importFixture(`${name}.safetensors`, { precision: 'float16' }),
      await importFixture(`${name}.safetensors`),
    ]
    expect(half.bytes.length).toBeLessThan(0.7 * full.bytes.length)
    expect(half.id).not.toBe(full.id)
    const expected = reference.get('cls_logits')!.data
    expect(largestDifference((await run(half, 224, 2)).clsLogits, expected)).toBeLessThan(
      0.02 * Math.max(...expected.map(Math.abs)),
    )
  })
})

test.each(['distilled-timm', 'plain-timm'])(
  '%s at another resolution, positions interpolated as the reference does',
  async (name) => {
    const model = await importFixture(`${name}.safetensors`, { resolution: 320, name: 'larger' })
    expect(model.id).toMatch(/^larger-/)
    expect(model.metadata).toMatchObject({ config: { imageSize: 320 }, preprocessing: { size: 320 } })
    const output = await run(model, 320, 1)
    expect(
      largestDifference(output.clsLogits, readFixture(`${name}-320.reference`).get('cls_logits')!.data),
    ).toBeLessThan(1e-3)
  },
)

test('the same weights from any file are one model; other labels or preprocessing are another', async () => {
  const ids = async (name: string, options?: Partial<ImportOptions>): Promise<string> =>
    (await importFixture(name, { name: 'tiny', ...options })).id
  const id = await ids('tiny.safetensors')
  for (const name of ['tiny-bare.pth', 'tiny-model.pth', 'tiny-state-dict.pth']) expect(await ids(name)).toBe(id)
  expect(await ids('tiny.safetensors', { preprocessing: 'imagenet' })).not.toBe(id)
  const other = join(makeTempFolder(), 'other.txt')
  writeFileSync(other, 'a\nb\nc\n')
  expect(await ids('tiny.safetensors', { labels: other })).not.toBe(id)
})

test.each([
  ['evil.pth', 'unsafe-model', /system/],
  ['missing.pth', 'damaged-model', /missing/],
  ['misshapen.safetensors', 'damaged-model', /expected/],
  ['surplus.safetensors', 'unsupported-model', /no DeiT has/],
  ['tiny-legacy.pth', 'unsupported-model', /legacy/],
  ['none.pth', 'not-found', /none\.pth cannot be read/],
])('%s is refused and nothing is installed', async (name, code, message) => {
  const modelsFolder = join(makeTempFolder(), 'models')
  await expect(importFixture(name, { modelsFolder, heads: 2 })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  })
  expect(existsSync(modelsFolder)).toBe(false)
  expect(existsSync('glance-was-here')).toBe(false)
})

test('labels, heads and resolution that do not fit are refused', async () => {
  const folder = makeTempFolder()
  const refused = (options: Partial<ImportOptions>) =>
    expect(importFixture('tiny.safetensors', { modelsFolder: folder, ...options })).rejects
  await refused({ labels: writeLabels(makeTempFolder(), 4) }).toMatchObject({ code: 'wrong-labels' })
  await refused({ heads: 3 }).toMatchObject({
    code: 'unsupported-model',
    message: expect.stringContaining('3 attention heads do not divide') as string,
  })
  await refused({ resolution: 9 }).toMatchObject({ code: 'unsupported-model' })
  const withoutHeads = {
    file: fixture('tiny.safetensors'),
    modelsFolder: folder,
    precision: 'float32',
    preprocessing: 'imagenet',
  } as const
  await expect(importModel(withoutHeads)).rejects.toMatchObject({ hint: expect.stringContaining('--heads') as string })
  expect(readdirSync(folder)).toEqual([])
})

test('a name is made safe for a file name', async () => {
  const folder = makeTempFolder()
  const file = join(folder, 'my model (1).PTH')
  copyFileSync(fixture('tiny-bare.pth'), file)
  expect((await importFixture('tiny', { file })).id).toMatch(/^my-model-1--[0-9a-f]{8}$/)
})
