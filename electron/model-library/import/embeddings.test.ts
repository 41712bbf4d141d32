import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ort from 'onnxruntime-node'
import { expect, onTestFinished, test } from 'vitest'
import {
  type ClassifierRecipe,
  largestDifference,
  makeClassifier,
  node,
  referenceBytes,
  weight,
} from '../../../models/deit/fixtures/make-model.ts'
import { normalizePixels } from '../../../models/deit/preprocess.ts'
import { parseOnnx } from '../../../models/onnx/metadata.ts'
import { dataTypes } from '../../../models/onnx/proto.ts'
import type { BatchOutput } from '../../../models/runtime/engine.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import type { InstalledModel } from '../installed.ts'
import { fingerprint } from './fingerprint.ts'
import { importModel } from './import-model.ts'

async function importRecipe(recipe: ClassifierRecipe): Promise<InstalledModel> {
  const folder = makeTempFolder()
  const [file, labels] = [join(folder, 'some.onnx'), join(folder, 'names.txt')]
  writeFileSync(file, makeClassifier(recipe))
  writeFileSync(labels, 'red\ngreen\nblue\n')
  return importModel({ file, modelsFolder: join(folder, 'models'), labels, precision: 'float32' })
}

async function run(
  model: InstalledModel,
  pixels: Uint8Array<ArrayBuffer>,
  provider: 'cpu' | 'wasm' = 'cpu',
): Promise<BatchOutput> {
  const engine = await openEngine(model, { provider, wanted: 'labels', threads: 1, batchSize: 2 })
  onTestFinished(() => engine.dispose())
  return engine.run(pixels)
}

const features = [
  node('Conv', ['photo', 'filters'], 'edges', { kernel_shape: [3, 3], strides: [2, 2] }),
  node('Relu', ['edges'], 'positive'),
  node('GlobalAveragePool', ['positive'], 'mean'),
  node('Flatten', ['mean'], 'flat'),
]
const filters = weight('filters', [6, 3, 3, 3])

const forms: [string, { exposed: string; shape: (string | number)[]; recipe: ClassifierRecipe }][] = [
  [
    'Gemm and softmax',
    {
      exposed: 'flat',
      shape: ['N', 6],
      recipe: {
        nodes: [
          ...features,
          node('Gemm', ['flat', 'w', 'b'], 'logits', { transB: 1 }),
          node('Softmax', ['logits'], 'score'),
        ],
        weights: [filters, weight('w', [3, 6]), weight('b', [3])],
      },
    },
  ],
  [
    'MatMul and Add',
    {
      exposed: 'flat',
      shape: ['N', 6],
      recipe: {
        nodes: [...features, node('MatMul', ['flat', 'w'], 'product'), node('Add', ['product', 'b'], 'score')],
        weights: [filters, weight('w', [6, 3]), weight('b', [3])],
      },
    },
  ],
  [
    'a convolution of one pixel and Flatten',
    {
      exposed: 'mean',
      shape: ['N', 6, 1, 1],
      recipe: {
        nodes: [...features.slice(0, 3), node('Conv', ['mean', 'w', 'b'], 'map'), node('Flatten', ['map'], 'score')],
        weights: [filters, weight('w', [3, 6, 1, 1]), weight('b', [3])],
      },
    },
  ],
]

test.each(forms)('%s: what onnxruntime gives for that value of the graph', async (_, { exposed, shape, recipe }) => {
  const model = await importRecipe(recipe)
  expect(model.metadata.foreign?.embeddings).toEqual({ output: 'embeddings', width: 6 })
  expect(parseOnnx(model.bytes, 'x').graph.initializer).toEqual(
    parseOnnx(makeClassifier(recipe), 'x').graph.initializer,
  )

  const pixels = referenceBytes(2, 8)
  const input = normalizePixels(pixels, 2, model.metadata.preprocessing)
  const output = await run(model, pixels)
  const session = await ort.InferenceSession.create(makeClassifier({ ...recipe, alsoOutput: { [exposed]: shape } }))
  const expected = await session.run({ photo: new ort.Tensor('float32', input, [2, 3, 8, 8]) })
  expect(largestDifference(output.embeddings, expected[exposed]!.data as Float32Array)).toBeLessThan(1e-6)
  expect(largestDifference(output.clsLogits, expected['score']!.data as Float32Array)).toBeLessThan(1e-6)
  expect(new Set(output.embeddings).size).toBeGreaterThan(6)
  const inPage = await run(model, referenceBytes(2, 8), 'wasm')
  expect(largestDifference(inPage.embeddings, output.embeddings)).toBeLessThan(1e-5)
})

test('in half precision they are float32 all the same', async () => {
  const half = {
    name: 'w',
    dims: [6, 3],
    dataType: dataTypes.float16,
    rawData: new Uint8Array(Uint16Array.from({ length: 18 }, (_, k) => 0x3000 + 100 * k).buffer),
  }
  const nodes = [
    ...features,
    node('Cast', ['flat'], 'flat16', { to: dataTypes.float16 }),
    node('MatMul', ['flat16', 'w'], 'score16'),
    node('Cast', ['score16'], 'score', { to: dataTypes.float32 }),
  ]
  const [half16, single] = await Promise.all([
    importRecipe({ nodes, weights: [filters, half] }),
    importRecipe(forms[1]![1].recipe),
  ])
  const pixels = referenceBytes(2, 8)
  const [rounded, exact] = [await run(half16, pixels.slice()), await run(single, pixels)]
  expect(rounded.embeddings).toBeInstanceOf(Float32Array)
  expect(largestDifference(rounded.embeddings, exact.embeddings)).toBeLessThan(0.01)
  expect(rounded.embeddings).not.toEqual(exact.embeddings)
})

test('a name that is taken is not taken twice, and a fixed batch is kept to', async () => {
  const [, { recipe }] = forms[1]!
  const nodes = recipe.nodes!.map((one) => ({
    ...one,
    input: one.input.map((name) => (name === 'flat' ? 'embeddings' : name)),
    output: one.output.map((name) => (name === 'flat' ? 'embeddings' : name)),
  }))
  const model = await importRecipe({ ...recipe, nodes, input: [2, 3, 8, 8], output: [2, 3] })
  expect(model.metadata.foreign?.embeddings).toEqual({ output: 'embeddings_2', width: 6 })
  expect((await run(model, referenceBytes(1, 8))).embeddings).toHaveLength(6)
})

test('none where there is no such layer, or its input is too wide', async () => {
  const plain = await importRecipe({})
  expect(plain.metadata.foreign).not.toHaveProperty('embeddings')
  expect((await run(plain, referenceBytes(1, 8))).embeddings).toBeNull()
  const wide = await importRecipe({
    input: ['N', 3, 64, 64],
    nodes: [node('Flatten', ['photo'], 'flat'), node('MatMul', ['flat', 'w'], 'score')],
    weights: [weight('w', [3 * 64 * 64, 3])],
  })
  expect(wide.metadata.foreign).not.toHaveProperty('embeddings')
})

test('it is another model than the one without embeddings, which may be in use', async () => {
  const [, { recipe }] = forms[0]!
  const { metadata } = await importRecipe(recipe)
  const { labels, preprocessing } = metadata
  expect(metadata.fingerprint).not.toBe(fingerprint([makeClassifier(recipe)], { labels, preprocessing }))
  expect((await importRecipe(recipe)).metadata.fingerprint).toBe(metadata.fingerprint)
  const plain = await importRecipe({})
  expect(plain.metadata.fingerprint).toBe(fingerprint([makeClassifier()], { labels, preprocessing }))
})

const mobilenet = fileURLToPath(new URL('../../../../shared/weights/mobilenet_v2_1.0_224.onnx', import.meta.url))

test.skipIf(!existsSync(mobilenet))(
  `MobileNetV2 gives 1,280 numbers${existsSync(mobilenet) ? '' : ': ../shared/weights/mobilenet_v2_1.0_224.onnx is absent'}`,
  async () => {
    const modelsFolder = join(makeTempFolder(), 'models')
    const model = await importModel({ file: mobilenet, modelsFolder, precision: 'float32', preprocessing: 'inception' })
    expect(model.metadata.foreign?.embeddings).toEqual({ output: 'embeddings', width: 1280 })
    const pixels = referenceBytes(2, 224)
    const { embeddings, clsLogits } = await run(model, pixels)
    expect(embeddings).toHaveLength(2 * 1280)
    // The layer that follows, done by hand, gives the logits.
    const { initializer, node: nodes } = parseOnnx(model.bytes, 'x').graph
    const gemm = nodes.find(({ opType }) => opType === 'Gemm')!
    const [w, b] = gemm.input.slice(1).map((name) => {
      const { rawData } = initializer.find((tensor) => tensor.name === name)!
      return new Float32Array(new Uint8Array(rawData).buffer)
    })
    const logits = Float32Array.from({ length: 2 * 1000 }, (_, at) => {
      const [image, label] = [Math.floor(at / 1000), at % 1000]
      let sum = b![label]!
      for (let k = 0; k < 1280; k++) sum += w![label * 1280 + k]! * embeddings![image * 1280 + k]!
      return sum
    })
    expect(largestDifference(clsLogits, logits)).toBeLessThan(1e-3)
  },
)
