import { writeFileSync } from 'node:fs'
import type { ImportOptions } from './import-options.ts'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { largestDifference, readFixture, referenceBytes } from '../../../models/deit/fixtures/make-model.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { convertInThread } from './import-thread.ts'
import { importModel, installVariant } from './import-model.ts'
import { findModel, findSummary, type InstalledModel } from '../installed.ts'
import { nameVariant } from './variant.ts'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../models/deit/fixtures/${name}.safetensors`, import.meta.url))

/** Of seven classes and three heads, pixels from −1 to 1, as the references want them. */
function importOptions(name: string): ImportOptions {
  const folder = makeTempFolder()
  const labels = join(folder, 'names.txt')
  writeFileSync(labels, Array.from({ length: 7 }, (_, index) => `class ${index}\n`).join(''))
  return {
    file: fixture(name),
    modelsFolder: join(folder, 'models'),
    labels,
    heads: 3,
    precision: 'float32',
    preprocessing: 'inception',
  }
}

async function run(model: InstalledModel, size: number) {
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'maps', threads: 1 })
  onTestFinished(() => engine.dispose())
  return engine.run(referenceBytes(1, size))
}

test.each(['distilled-timm', 'plain-timm'])('%s at 320 pixels answers like timm at 320 pixels', async (name) => {
  const { modelsFolder, ...options } = importOptions(name)
  const { id } = await importModel({ modelsFolder, ...options })
  const variant = await installVariant({ file: id, modelsFolder, resolution: 320, precision: 'float32' })
  expect(variant.id).toMatch(new RegExp(`^${name}-320px-[0-9a-f]{8}$`))
  expect(variant.metadata).toMatchObject({
    config: { imageSize: 320 },
    preprocessing: { size: 320, mean: [0.5, 0.5, 0.5] },
    publishedSize: 224,
  })
  const output = await run(variant, 320)
  expect(
    largestDifference(output.clsLogits, readFixture(`${name}-320.reference`).get('cls_logits')!.data),
  ).toBeLessThan(1e-4)
  // The one that it was made from is as before.
  expect(findModel(modelsFolder, id).metadata).toMatchObject({ config: { imageSize: 224 } })
})

test('half precision is smaller and nearly the same, and does not come back whole', async () => {
  const { modelsFolder, ...options } = importOptions('distilled-timm')
  const whole = await importModel({ modelsFolder, ...options })
  const half = await installVariant({ file: whole.id, modelsFolder, resolution: 224, precision: 'float16' })
  expect(half.id).toMatch(/^distilled-timm-fp16-/)
  expect(findSummary(modelsFolder, half.id).precision).toBe('float16')
  expect(half.bytes.length).toBeLessThan(0.7 * whole.bytes.length)
  const [expected, actual] = [(await run(whole, 224)).clsLogits, (await run(half, 224)).clsLogits]
  expect(largestDifference(actual, expected)).toBeLessThan(0.02 * Math.max(...expected.map(Math.abs)))
  const back = await installVariant({ file: half.id, modelsFolder, resolution: 224, precision: 'float32' })
  expect(new Set([whole.id, half.id, back.id]).size).toBe(3)
})

test('errors cross the thread as they are', async () => {
  const { modelsFolder, ...options } = importOptions('distilled-timm')
  await expect(
    convertInThread({ import: { ...options, modelsFolder, file: fixture('surplus'), heads: 2 } }),
  ).rejects.toMatchObject({
    name: 'GlanceError',
    code: 'unsupported-model',
    message: expect.stringMatching(/neck\.weight/) as string,
    hint: expect.stringContaining('DeiT and ViT') as string,
  })
  const { id } = await convertInThread({ import: { ...options, modelsFolder } })
  await expect(
    convertInThread({ variant: { file: id, modelsFolder, resolution: 225, precision: 'float32' } }),
  ).rejects.toMatchObject({ code: 'wrong-use', hint: expect.stringMatching(/for example 2\d\d/) as string })
})

test('names of variants do not add up', () => {
  expect(nameVariant('deit', 384, 'float16')).toBe('deit-384px-fp16')
  expect(nameVariant('deit-384px-fp16', 448, 'float32')).toBe('deit-448px')
  expect(nameVariant('deit-384px', null, 'float16')).toBe('deit-fp16')
  expect(nameVariant('deit-384px-fp16', null, 'float32')).toBe('deit')
})
