import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openCatalog } from '../electron/catalog/open/open-catalog.ts'
import { findImage, listRoots } from '../electron/catalog/queries/images.ts'
import { listModels } from '../electron/catalog/queries/models.ts'
import { getPrediction } from '../electron/catalog/queries/predictions.ts'
import type { PredictionRecord } from '../electron/catalog/rows.ts'
import { decodeImage } from '../electron/images/decode.ts'
import { install } from '../electron/model-library/installed.ts'
import { makeTaughtModel } from '../electron/model-library/taught/make-taught-model.ts'
import type { Precision } from '../models/deit/config.ts'
import { computeLogits, makeHeads } from '../models/deit/fixtures/make-heads.ts'
import { largestDifference, makeModelFile } from '../models/deit/fixtures/make-model.ts'
import { decodeSizes } from '../models/deit/preprocess.ts'
import { quantizeMaps } from '../models/deit/rollout.ts'
import type { ModelFile } from '../models/runtime/engine-model.ts'
import { writePhotos } from './support/photos.ts'
import { Room } from './support/terminal.ts'

/** Where onnxruntime and numpy may be installed; any other with GLANCE_PYTHON. */
const python = process.env['GLANCE_PYTHON'] ?? 'python3'
const hasRuntime = spawnSync(python, ['-c', 'import numpy, onnxruntime']).status === 0
const script = fileURLToPath(new URL('./support/answer.py', import.meta.url))

const names = ['a.jpg', 'b.jpg', 'c.jpg']
const labels = ['ant', 'bee', 'cat', 'dog', 'elk']

/** A room with photos and a taught model's file, made from an installed backbone and not installed itself. */
async function makeRoom(name: string, precision: Precision) {
  const room = new Room()
  onTestFinished(() => room[Symbol.dispose]())
  await writePhotos(room.photos, names)
  const backbone = install(join(room.data, 'models'), makeModelFile(name, precision))
  const heads = makeHeads(backbone.metadata.config!, labels.length)
  const model = makeTaughtModel(backbone, { heads, labels, name: 'taught' })
  const file = room.path('taught.onnx')
  writeFileSync(file, model.bytes)
  return { room, heads, model, file }
}

/** What the project holds of each photo. */
function readPredictions(catalogFile: string): PredictionRecord[] {
  const catalog = openCatalog(catalogFile, { readOnly: true })
  try {
    const [root, model] = [listRoots(catalog)[0]!, listModels(catalog)[0]!]
    return names.map((name) => getPrediction(catalog, findImage(catalog, root.id, name)!.id, model.id)!)
  } finally {
    catalog.close()
  }
}

interface Answer {
  labels: string[]
  probabilities: number[][]
  /** [T][images][classes] */
  logits: number[][][]
  /** [images][T][D] */
  embeddings: number[][][]
  /** [images][T][S] */
  rollout: number[][][]
}

/** What Python's onnxruntime makes of the photos, decoded as Glance does. */
async function askPython(room: Room, file: string, { metadata }: Pick<ModelFile, 'metadata'>): Promise<Answer> {
  const pixels: Uint8Array[] = []
  for (const fileName of names) {
    const options = { fileName, sizes: decodeSizes(metadata.preprocessing), thumbnail: false }
    pixels.push((await decodeImage(readFileSync(join(room.photos, fileName)), options)).pixels)
  }
  writeFileSync(room.path('pixels.raw'), Buffer.concat(pixels))
  const { status, stdout, stderr } = spawnSync(python, [script, file, room.path('pixels.raw')], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return JSON.parse(stdout) as Answer
}

test.each([
  ['distilled-timm', 'float32'],
  ['plain-timm', 'float32'],
  ['distilled-timm', 'float16'],
] as const)('%s in %s: the file is a model for prelabel, with maps', async (name, precision) => {
  const { room, heads, file } = await makeRoom(name, precision)
  const { result, stderr } = await room.prelabel(['--model', file, '--engine', 'cpu', '--top-k', '5'])
  expect(result).toMatchObject({ model: expect.stringMatching(/^taught-[0-9a-f]{8}$/) as string, inferred: 3 })
  expect(stderr).not.toContain('external')
  for (const { embeddings, rollout, cls, dist, fused } of readPredictions(result.catalog)) {
    expect(rollout).toBeInstanceOf(Uint8Array)
    // What the heads give for the embeddings that the project keeps is what it predicts.
    const logits = computeLogits(heads, embeddings!)
    const mean = logits[0]!.map((_, row) => logits.reduce((sum, each) => sum + each[row]!, 0) / logits.length)
    for (const [kept, expected] of [[fused, mean], [cls, logits[0]!], ...(dist ? [[dist, logits[1]!] as const] : [])])
      for (const { classIndex, confidence } of kept as PredictionRecord['fused'])
        expect(confidence).toBeCloseTo(softmax(expected as number[])[classIndex]!, 3)
  }
})

describe.skipIf(!hasRuntime)(`Python’s onnxruntime${hasRuntime ? '' : ` (skipped: ${python} has none)`}`, () => {
  test.each([
    ['distilled-timm', 'float32', 1e-4],
    ['plain-timm', 'float32', 1e-4],
    // Glance computes in float32 what is stored in float16, onnxruntime in float16.
    ['distilled-timm', 'float16', 0.02],
  ] as const)('%s in %s gives the answers of prelabel', async (name, precision, tolerance) => {
    const { room, heads, model, file } = await makeRoom(name, precision)
    const { result } = await room.prelabel(['--model', file, '--engine', 'cpu', '--top-k', '5'])
    const answer = await askPython(room, file, model)
    expect(answer.labels).toEqual(labels)
    for (const [image, { fused, embeddings, rollout }] of readPredictions(result.catalog).entries()) {
      for (const { classIndex, confidence } of fused)
        expect(Math.abs(answer.probabilities[image]![classIndex]! - confidence)).toBeLessThan(tolerance)
      const theirs = Float32Array.from(answer.embeddings[image]!.flat())
      expect(largestDifference(theirs, embeddings)).toBeLessThan(tolerance)
      // In half precision too the heads are exact for the embeddings that they are given.
      for (const [token, logits] of computeLogits(heads, theirs).entries())
        expect(largestDifference(answer.logits[token]![image], logits)).toBeLessThan(1e-3)
      const maps = quantizeMaps(Float32Array.from(answer.rollout[image]!.flat()), heads.length)
      expect(largestDifference(maps, rollout)).toBeLessThanOrEqual(1)
    }
  })
})

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}
