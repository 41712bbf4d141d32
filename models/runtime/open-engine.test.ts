import type { Wanted } from './engine.ts'
import { existsSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeClassifier, makeModelFile, referenceBytes } from '../deit/fixtures/make-model.ts'
import type { ModelMetadata } from '../onnx/metadata.ts'
import { preprocessingPresets } from '../deit/presets.ts'
import { hasAttention, toEngineModel, type ModelFile } from './engine-model.ts'
import type { Engine } from './engine.ts'
import { type EngineOptions, openEngine } from './open-engine.ts'

async function open(file: ModelFile, options: EngineOptions): Promise<Engine> {
  const engine = await openEngine(file, { threads: 1, ...options })
  onTestFinished(() => engine.dispose())
  return engine
}

function makeExternal(batch: number | null): ModelFile {
  const metadata: ModelMetadata = {
    kind: 'foreign',
    name: 'mean',
    labels: ['r', 'g', 'b'],
    preprocessing: preprocessingPresets.inception(8),
    fingerprint: 'f'.repeat(64),
    origin: { file: 'mean.onnx', sha256: '', scheme: 'onnx' },
    foreign: { input: 'photo', output: 'score', batch, outputs: 'logits' },
  }
  return {
    fileName: 'mean.onnx',
    bytes: makeClassifier({ input: [batch ?? 'N', 3, 8, 8], output: [batch ?? 'N', 3] }),
    metadata,
  }
}

const hasGpu = process.platform !== 'linux' || existsSync('/dev/nvidia0') || existsSync('/dev/dri')

describe('toEngineModel', () => {
  test.each([
    ['labels', ['clsLogits', 'distLogits', 'embeddings']],
    ['maps', ['clsLogits', 'distLogits', 'embeddings', 'rollout']],
    ['rows', ['attentionRows', 'clsLogits', 'distLogits', 'embeddings', 'rollout']],
    ['attention', ['attention', 'attentionRows', 'clsLogits', 'distLogits', 'embeddings', 'rollout']],
  ] as const)('%s of a distilled model', (wanted, outputs) => {
    expect(
      Object.keys(toEngineModel(makeModelFile('tiny'), wanted, { precision: 'float32', isFused: true }).outputs).sort(),
    ).toEqual(outputs)
  })

  test('attention is one operation only where that is asked for, and where no matrices are wanted', () => {
    const isFused = (wanted: Wanted, asked: boolean): boolean =>
      Buffer.from(toEngineModel(makeModelFile('tiny'), wanted, { precision: 'float32', isFused: asked }).onnx).includes(
        'MultiHeadAttention',
      )
    expect([isFused('labels', true), isFused('labels', false), isFused('maps', true)]).toEqual([true, false, false])
  })

  test('a plain model has one head', () => {
    expect(
      toEngineModel(makeModelFile('plain-timm'), 'labels', { precision: 'float32', isFused: true }).outputs,
    ).toEqual({
      clsLogits: 'cls_logits',
      embeddings: 'embeddings',
    })
  })

  test('an external classifier runs as it is, without attention', () => {
    const file = makeExternal(null)
    expect(hasAttention(file.metadata)).toBe(false)
    expect(toEngineModel(file, 'maps', { precision: 'float32', isFused: true })).toEqual({
      fileName: 'mean.onnx',
      onnx: file.bytes,
      preprocessing: file.metadata.preprocessing,
      input: 'photo',
      outputs: { clsLogits: 'score' },
    })
  })

  test('a file that is not what it says is refused', () => {
    const {
      bytes,
      metadata: { foreign, ...metadata },
    } = makeExternal(null)
    expect(foreign).toBeDefined()
    expect(() =>
      toEngineModel({ fileName: 'mean.onnx', bytes, metadata }, 'labels', { precision: 'float32', isFused: true }),
    ).toThrow(expect.objectContaining({ code: 'damaged-model' }))
    const tiny = makeModelFile('tiny')
    expect(hasAttention(tiny.metadata)).toBe(true)
    expect(() =>
      toEngineModel({ ...tiny, bytes: makeClassifier() }, 'labels', { precision: 'float32', isFused: true }),
    ).toThrow(expect.objectContaining({ code: 'unsupported-model' }))
  })
})

describe('openEngine', () => {
  test.each([
    ['cpu', 'native CPU, as requested', 4],
    ['wasm', 'WebAssembly, one thread, as requested', 1],
  ] as const)('%s as asked', async (provider, description, batchSize) => {
    const engine = await open(makeModelFile('tiny'), { provider, wanted: 'maps' })
    expect(engine).toMatchObject({ provider, description, batchSize })
    expect((await engine.run(referenceBytes(1, 8))).rollout).toHaveLength(2 * 6)
  })

  test('a model of either precision gives nearly the same', async () => {
    const [full, half] = await Promise.all(
      (['float32', 'float16'] as const).map(async (precision) =>
        (await open(makeModelFile('tiny', precision), { provider: 'cpu', wanted: 'labels' })).run(referenceBytes(1, 8)),
      ),
    )
    for (const [index, logit] of full!.clsLogits.entries()) expect(half!.clsLogits[index]).toBeCloseTo(logit, 1)
    expect(half!.clsLogits).not.toEqual(full!.clsLogits)
  })

  test('the batch is what a foreign file fixes it to', async () => {
    const engine = await open(makeExternal(3), { provider: 'cpu', wanted: 'labels' })
    expect(engine.batchSize).toBe(3)
    const output = await engine.run(new Uint8Array(2 * 8 * 8 * 3).fill(255))
    expect([...output.clsLogits]).toEqual([1, 1, 1, 1, 1, 1])
    expect(output).toMatchObject({ count: 2, distLogits: null, embeddings: null, rollout: null })
  })

  test.skipIf(hasGpu)('webgpu without an adapter says so and offers the CPU', async () => {
    await expect(open(makeModelFile('tiny'), { provider: 'webgpu', wanted: 'labels' })).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/tiny\.onnx cannot be run on webgpu: .+/) as string,
      hint: 'Try --engine cpu.',
    })
  })

  test('auto runs anywhere and says why it chose so', async () => {
    const engine = await open(makeModelFile('tiny'), { provider: 'auto', wanted: 'labels' })
    expect(engine.description).toMatch(
      hasGpu ? /faster here than the|no WebGPU adapter|no GPU found/ : /^native CPU: no GPU found$/,
    )
    await expect(engine.run(referenceBytes(1, 8))).resolves.toMatchObject({ count: 1 })
  })
})
