import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { computeLogits, makeHeads } from '../../../models/deit/fixtures/make-heads.ts'
import {
  largestDifference,
  makeClassifier,
  makeModelFile,
  referenceBytes,
} from '../../../models/deit/fixtures/make-model.ts'
import type { Precision } from '../../../models/deit/config.ts'
import { predict } from '../../../models/deit/predict.ts'
import { preprocessingPresets } from '../../../models/deit/presets.ts'
import type { BatchOutput } from '../../../models/runtime/engine.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { importModel, installVariant } from '../import/import-model.ts'
import { findModel, install, type InstalledModel, summarize } from '../installed.ts'
import { makeTaughtModel } from './make-taught-model.ts'

const labels = ['ant', 'bee', 'cat', 'dog', 'elk']

function installBackbone(name: string, precision: Precision = 'float32'): InstalledModel {
  return install(join(makeTempFolder(), 'models'), makeModelFile(name, precision))
}

function teach(backbone: InstalledModel, name = 'My birds') {
  const heads = makeHeads(backbone.metadata.config!, labels.length)
  return { heads, made: makeTaughtModel(backbone, { heads, labels, name, labelCount: 120 }) }
}

type Runnable = Pick<InstalledModel, 'fileName' | 'bytes' | 'metadata'>

async function run(model: Runnable, wanted: 'labels' | 'maps' | 'attention', provider: 'cpu' | 'wasm' = 'cpu') {
  const engine = await openEngine(model, { provider, wanted, threads: 1 })
  onTestFinished(() => engine.dispose())
  return engine.run(referenceBytes(1, model.metadata.preprocessing.size))
}

/** How far the logits are from the definition's, for the embeddings that came with them. */
function errorOf(output: BatchOutput, heads: Parameters<typeof computeLogits>[0]): number {
  const [cls, dist] = computeLogits(heads, output.embeddings!)
  return Math.max(
    largestDifference(output.clsLogits, cls),
    dist === undefined ? Number(output.distLogits !== null) : largestDifference(output.distLogits, dist),
  )
}

describe.each([
  ['distilled-timm', 'float32'],
  ['distilled-timm', 'float16'],
  ['plain-timm', 'float32'],
  ['plain-timm', 'float16'],
] as const)('%s in %s', (name, precision) => {
  test('answers by its heads, with all maps and whatever runs it', async () => {
    const backbone = installBackbone(name, precision)
    const { heads, made } = teach(backbone)
    const before = await run(backbone, 'maps')
    for (const wanted of ['labels', 'maps', 'attention'] as const) {
      const output = await run(made, wanted)
      expect(largestDifference(output.embeddings, before.embeddings)).toBeLessThan(1e-4)
      expect(errorOf(output, heads)).toBeLessThan(1e-3)
      if (wanted !== 'labels') expect(largestDifference(output.rollout, before.rollout)).toBeLessThan(1e-5)
    }
    expect(errorOf(await run(made, 'maps', 'wasm'), heads)).toBeLessThan(1e-3)
  })

  test('is a model of the backbone’s shape and precision, with its own id', () => {
    const backbone = installBackbone(name, precision)
    const { made } = teach(backbone)
    const file = join(makeTempFolder(), 'taught.onnx')
    writeFileSync(file, made.bytes)
    expect(summarize(file)).toMatchObject({
      id: expect.stringMatching(/^My-birds-[0-9a-f]{8}$/) as string,
      precision,
      metadata: {
        kind: 'deit',
        name: 'My birds',
        labels,
        preprocessing: backbone.metadata.preprocessing,
        origin: backbone.metadata.origin,
        taught: { backbone: backbone.id, labelCount: 120 },
        config: { ...backbone.metadata.config, classes: 5, headInput: 'l2-normalised' },
      },
    })
    expect(teach(backbone).made.bytes).toEqual(made.bytes)
  })
})

test('predictions are the softmax of both tokens’ mean', async () => {
  const { heads, made } = teach(installBackbone('distilled-timm'))
  const { clsLogits, distLogits, embeddings } = await run(made, 'labels')
  const [cls, dist] = computeLogits(heads, embeddings!)
  const powers = cls!.map((logit, row) => Math.exp((logit + dist![row]!) / 2 - Math.max(...cls!, ...dist!)))
  const sum = powers.reduce((total, power) => total + power, 0)
  const { fused } = predict(clsLogits, distLogits, 5)
  for (const { classIndex, confidence } of fused) expect(confidence).toBeCloseTo(powers[classIndex]! / sum, 4)
})

test('what it was made from decides its id, not what it was called or taught before', () => {
  const backbone = installBackbone('tiny')
  const { metadata, bytes } = teach(backbone).made
  const again = install(join(makeTempFolder(), 'models'), { metadata, bytes })
  const heads = makeHeads(backbone.metadata.config!, 2, 9)
  const [fromTaught, fromBackbone] = [again, backbone].map((model) =>
    makeTaughtModel(model, { heads, labels: ['x', 'y'], name: 'Two' }),
  )
  expect(fromTaught).toMatchObject({ metadata: { taught: { backbone: backbone.id } } })
  expect(fromTaught!.bytes).toEqual(fromBackbone!.bytes)
  const change = (changes: { labels?: string[]; heads?: typeof heads }) =>
    makeTaughtModel(backbone, { heads, labels: ['x', 'y'], name: 'Two', ...changes }).metadata.fingerprint
  const all = [
    change({}),
    change({ labels: ['y', 'x'] }),
    change({ heads: makeHeads(backbone.metadata.config!, 2, 8) }),
  ]
  expect(new Set(all).size).toBe(3)
})

test('at another resolution and in half precision its heads are what they were', async () => {
  const { heads, made } = teach(installBackbone('distilled-timm'))
  const modelsFolder = join(makeTempFolder(), 'models')
  const { id } = install(modelsFolder, made)
  const variant = await installVariant({ file: id, modelsFolder, resolution: 320, precision: 'float16' })
  expect(variant).toMatchObject({
    id: expect.stringMatching(/^My-birds-320px-fp16-/) as string,
    metadata: { taught: made.metadata.taught, config: { headInput: 'l2-normalised', imageSize: 320 } },
  })
  expect(summarize(variant.path).precision).toBe('float16')
  expect(errorOf(await run(variant, 'maps'), heads)).toBeLessThan(1e-3)
})

test('import-model takes the file as it is', async () => {
  const { made } = teach(installBackbone('tiny'))
  const file = join(makeTempFolder(), 'anything.onnx')
  writeFileSync(file, made.bytes)
  const options = { file, modelsFolder: join(makeTempFolder(), 'models'), precision: 'float32' } as const
  const imported = await importModel(options)
  expect(imported.metadata).toEqual(made.metadata)
  expect(findModel(options.modelsFolder, 'My-birds').metadata).toEqual(made.metadata)
  expect((await importModel({ ...options, name: 'ours' })).metadata).toEqual({ ...made.metadata, name: 'ours' })
})

test('many classes do not change what the precision of the whole is', () => {
  const backbone = installBackbone('tiny', 'float16')
  const names = Array.from({ length: 60 }, (_, index) => `class ${index}`)
  const heads = makeHeads(backbone.metadata.config!, names.length)
  const { path } = install(
    join(makeTempFolder(), 'models'),
    makeTaughtModel(backbone, { heads, labels: names, name: 'x' }),
  )
  expect(summarize(path).precision).toBe('float16')
})

test('an external classifier has no embeddings to teach on', () => {
  const bytes = makeClassifier()
  const external = {
    id: 'mean-01234567',
    fileName: 'mean.onnx',
    bytes,
    metadata: {
      kind: 'foreign' as const,
      name: 'mean',
      labels,
      preprocessing: preprocessingPresets.imagenet(8),
      fingerprint: '01234567',
      origin: { file: 'mean.onnx', sha256: '', scheme: 'onnx' },
    },
  }
  expect(() => makeTaughtModel(external, { heads: [], labels, name: 'x' })).toThrow(
    expect.objectContaining({
      code: 'wrong-use',
      message: 'mean-01234567 is an external classifier and cannot be exported: only DeiT and ViT models are.',
    }),
  )
})
