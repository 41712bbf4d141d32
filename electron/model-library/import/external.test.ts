import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { ImportOptions } from './import-options.ts'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { type ClassifierRecipe, makeClassifier, makeModelFile, node } from '../../../models/deit/fixtures/make-model.ts'
import { writeMetadata } from '../../../models/onnx/metadata.ts'
import { encodeMetadata } from '../../../models/onnx/proto.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { importModel } from './import-model.ts'
import { findModel, type InstalledModel } from '../installed.ts'

function importBytes(bytes: Uint8Array, options: Partial<ImportOptions> = {}): Promise<InstalledModel> {
  const folder = makeTempFolder()
  const [file, labels] = [join(folder, 'mean.onnx'), join(folder, 'names.txt')]
  writeFileSync(file, bytes)
  writeFileSync(labels, 'red\ngreen\nblue\n')
  return importModel({
    file,
    modelsFolder: join(folder, 'models'),
    labels,
    precision: 'float32',
    preprocessing: 'inception',
    ...options,
  })
}

const importRecipe = (recipe: ClassifierRecipe, options?: Partial<ImportOptions>) =>
  importBytes(makeClassifier(recipe), options)

/** Scores of one image that is all of one colour. */
async function score(model: InstalledModel, colour: readonly number[]): Promise<number[]> {
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'labels', threads: 1 })
  onTestFinished(() => engine.dispose())
  const size = model.metadata.preprocessing.size
  return [
    ...(await engine.run(Uint8Array.from({ length: size * size * 3 }, (_, index) => colour[index % 3]!))).clsLogits,
  ]
}

const softmaxNodes = [
  node('GlobalAveragePool', ['photo'], 'mean'),
  node('Flatten', ['mean'], 'flat'),
  node('Softmax', ['flat'], 'score'),
]

test('a classifier is registered with what its file does not say', async () => {
  const bytes = makeClassifier()
  const model = await importBytes(bytes)
  expect(model.metadata).toMatchObject({
    kind: 'foreign',
    name: 'mean',
    labels: ['red', 'green', 'blue'],
    preprocessing: { size: 8, mean: [0.5, 0.5, 0.5] },
    origin: { scheme: 'onnx' },
    foreign: { input: 'photo', output: 'score', batch: null, outputs: 'logits' },
  })
  expect(Buffer.compare(model.bytes.subarray(0, bytes.length), bytes)).toBe(0)
  expect(await score(model, [255, 0, 255])).toEqual([1, -1, 1])
})

test('a model that ends in softmax gives probabilities', async () => {
  const model = await importRecipe({ nodes: softmaxNodes })
  expect(model.metadata.foreign?.outputs).toBe('probabilities')
  expect((await score(model, [255, 0, 0])).reduce((sum, each) => sum + each)).toBeCloseTo(1, 5)
})

test('a file that claims to be an installed model does not take its place', async () => {
  const own = await importBytes(makeClassifier())
  const modelsFolder = dirname(own.path)
  const file = join(makeTempFolder(), 'stranger.onnx')
  const stranger = makeClassifier({ nodes: softmaxNodes })
  const claim = encodeMetadata(writeMetadata({ ...own.metadata, labels: ['mine', 'all', 'mine'] }))
  writeFileSync(file, Buffer.concat([stranger, claim]))
  await expect(importModel({ file, modelsFolder, precision: 'float32' })).rejects.toThrow(
    `${own.path} is there already, and is another model.`,
  )
  expect(readFileSync(own.path).equals(own.bytes)).toBe(true)
  // Under a name of its own it may; and the same file again is the same model.
  const named = await importModel({ file, modelsFolder, precision: 'float32', name: 'stranger' })
  expect(named.id).toMatch(/^stranger-/)
  const again = await importModel({ file: own.path, modelsFolder, precision: 'float32' })
  expect(again.id).toBe(own.id)
})

test('names that a file gives itself lead nowhere else', async () => {
  const own = await importBytes(makeClassifier())
  const modelsFolder = dirname(own.path)
  const file = join(makeTempFolder(), 'stranger.onnx')
  const claim = { ...own.metadata, name: '../../x', fingerprint: '../../../../etc' }
  writeFileSync(file, Buffer.concat([makeClassifier(), encodeMetadata(writeMetadata(claim))]))
  const model = await importModel({ file, modelsFolder, precision: 'float32' })
  expect(dirname(model.path)).toBe(modelsFolder)
  writeFileSync(
    file,
    Buffer.concat([makeClassifier(), encodeMetadata({ 'glance.model': JSON.stringify({ ...claim, labels: null }) })]),
  )
  await expect(importModel({ file, modelsFolder, precision: 'float32' })).rejects.toThrow('labels')
})

test.each([1_000_000, 257])('a file that takes %i images at once is refused before it is run', async (batch) => {
  await expect(importRecipe({ input: [batch, 3, 8, 8], output: [batch, 3] })).rejects.toThrow(
    `it takes ${batch} images at once, 256 is the most`,
  )
})

test('a fixed batch is kept to', async () => {
  const model = await importRecipe({ input: [2, 3, 8, 8], output: [2, 3] })
  expect(model.metadata.foreign?.batch).toBe(2)
  expect(await score(model, [0, 0, 255])).toEqual([-1, -1, 1])
})

test('scores in a map of one pixel are scores too', async () => {
  const model = await importRecipe({ output: ['N', 3, 1, 1], nodes: [node('GlobalAveragePool', ['photo'], 'score')] })
  expect(await score(model, [0, 255, 0])).toEqual([-1, 1, -1])
})

test.each([
  ['named', 'side'],
  ['left out', null],
])('an open size (%s) has to be given', async (_, side) => {
  const recipe: ClassifierRecipe = { input: ['N', 3, side, side] }
  await expect(importRecipe(recipe)).rejects.toMatchObject({
    code: 'unsupported-model',
    hint: 'Set it: --resolution 224',
  })
  const model = await importRecipe(recipe, { resolution: 16 })
  expect(model.metadata.preprocessing.size).toBe(16)
  expect(await score(model, [255, 255, 0])).toEqual([1, 1, -1])
})

describe('refused, naming what is wrong, and nothing is installed', () => {
  const pool = node('GlobalAveragePool', ['photo'], 'score')
  test.each<[string, ClassifierRecipe, RegExp]>([
    ['channels last', { input: ['N', 8, 8, 3] }, /photo \[\?, 8, 8, 3\] is not \[batch, 3, size, size\]/],
    ['one channel', { input: ['N', 1, 8, 8] }, /photo \[\?, 1, 8, 8\] is not/],
    ['not a square', { input: ['N', 3, 8, 9] }, /photo \[\?, 3, 8, 9\] is not/],
    ['not a picture', { input: ['N', 192] }, /photo \[\?, 192\] is not/],
    ['bytes as input', { inputType: 2 }, /input photo is not float32/],
    ['two inputs', { more: ['mask'] }, /2 inputs: photo, mask/],
    [
      'a map as output',
      { output: ['N', 3, 8, 8], nodes: [node('Relu', ['photo'], 'score')] },
      /score \[\?, 3, 8, 8\] is not \[batch, classes\]/,
    ],
    [
      'an open number of classes',
      { output: ['N', 'classes'], nodes: [pool] },
      /score \[\?, \?\] is not \[batch, classes\]/,
    ],
    ['a graph that cannot run', { nodes: [node('NoSuchThing', ['photo'], 'score')] }, /cannot be run on cpu/],
  ])('%s', async (_, recipe, message) => {
    const modelsFolder = join(makeTempFolder(), 'models')
    await expect(importRecipe(recipe, { modelsFolder })).rejects.toMatchObject({
      name: 'GlanceError',
      message: expect.stringMatching(message) as string,
    })
    expect(existsSync(modelsFolder)).toBe(false)
  })

  test('another number of names, another resolution, half a file', async () => {
    await expect(importRecipe({ output: ['N', 4] })).rejects.toMatchObject({ code: 'wrong-labels' })
    await expect(importRecipe({}, { resolution: 16 })).rejects.toMatchObject({
      code: 'unsupported-model',
      message: expect.stringContaining('8 pixels per side, not 16') as string,
    })
    await expect(importBytes(makeClassifier().subarray(0, 60))).rejects.toMatchObject({ code: 'damaged-model' })
  })
})

test('a model that Glance wrote is complete already', async () => {
  const tiny = makeModelFile('tiny')
  const folder = makeTempFolder()
  const file = join(folder, 'mine.onnx')
  writeFileSync(file, tiny.bytes)
  const options = {
    file,
    modelsFolder: join(folder, 'models'),
    precision: 'float32',
    preprocessing: 'imagenet',
  } as const
  const model = await importModel(options)
  expect(model.metadata).toEqual(tiny.metadata)
  expect(findModel(options.modelsFolder, model.id)).toEqual(model)
  // Under another name it is found by the id that was given.
  const renamed = await importModel({ ...options, name: 'other' })
  expect(renamed.id).toMatch(/^other-/)
  expect(findModel(options.modelsFolder, renamed.id)).toEqual(renamed)
  await expect(importBytes(tiny.bytes)).rejects.toMatchObject({ code: 'unsupported-model' })
})
