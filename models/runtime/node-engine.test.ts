import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  largestDifference,
  makeClassifier,
  makeModelFile,
  node,
  readFixture,
  referenceBytes,
} from '../deit/fixtures/make-model.ts'
import { preprocessingPresets } from '../deit/presets.ts'
import { toEngineModel } from './engine-model.ts'
import type { Engine, EngineModel, Wanted } from './engine.ts'
import { openNodeEngine } from './node-engine.ts'

async function open(model: EngineModel, provider: 'cpu' | 'wasm' = 'cpu', batchSize = 4): Promise<Engine> {
  const engine = await openNodeEngine(model, { provider, batchSize, threads: 1 }, 'for a test')
  onTestFinished(() => engine.dispose())
  return engine
}

const make = (name: string, wanted: Wanted = 'labels'): EngineModel =>
  toEngineModel(makeModelFile(name), wanted, { precision: 'float32', isFused: true })

const classifier = (onnx: Uint8Array): EngineModel => ({
  fileName: 'foreign.onnx',
  onnx,
  preprocessing: preprocessingPresets.inception(8),
  input: 'photo',
  outputs: { clsLogits: 'score' },
})

/** Image `index` of bytes that hold several. */
const pick = (bytes: Uint8Array, index: number, size: number): Uint8Array =>
  bytes.subarray(index * size * size * 3, (index + 1) * size * size * 3)

describe.each(['cpu', 'wasm'] as const)('%s', (provider) => {
  test.each(['plain-timm', 'distilled-timm', 'distilled-hf'])('%s equals the reference', async (name) => {
    const reference = readFixture(`${name}.reference`)
    const output = await (await open(make(name, 'maps'), provider)).run(referenceBytes(2, 224))
    expect(output.count).toBe(2)
    expect(largestDifference(output.clsLogits, reference.get('cls_logits')!.data)).toBeLessThan(1e-3)
    if (reference.has('dist_logits'))
      expect(largestDifference(output.distLogits, reference.get('dist_logits')!.data)).toBeLessThan(1e-3)
    else expect(output.distLogits).toBeNull()
    expect(largestDifference(output.embeddings, reference.get('embeddings')!.data)).toBeLessThan(1e-3)
    expect(largestDifference(output.rollout, reference.get('rollout_mean')!.data)).toBeLessThan(1e-3)
    expect([output.attention, output.attentionRows]).toEqual([null, null])
  })

  test('an image gets the same answer, bit for bit, at any place of any batch', async () => {
    const engine = await open(make('tiny', 'maps'), provider)
    const images = referenceBytes(4, 8)
    const whole = await engine.run(images.slice())
    for (const order of [[0], [1], [3], [3, 1], [2, 0, 1], [3, 2, 1, 0], [2, 2, 2, 2]]) {
      const output = await engine.run(Uint8Array.from(order.flatMap((index) => [...pick(images, index, 8)])))
      expect(output.count).toBe(order.length)
      for (const key of ['clsLogits', 'distLogits', 'embeddings', 'rollout'] as const) {
        const length = whole[key]!.length / 4
        expect(output[key], key).toEqual(
          Float32Array.from(order.flatMap((index) => [...whole[key]!.subarray(index * length, (index + 1) * length)])),
        )
      }
    }
  })

  test('a broken model is refused before anything runs', async () => {
    const model = make('tiny')
    const broken = { ...model, onnx: model.onnx.slice(0, model.onnx.length / 2) }
    await expect(open(broken, provider)).rejects.toMatchObject({
      name: 'GlanceError',
      code: 'engine-failed',
      message: expect.stringContaining(`tiny.onnx cannot be run on ${provider}`) as string,
    })
  })
})

test('whole attention comes where it is wanted', async () => {
  const output = await (await open(make('tiny', 'attention'), 'cpu', 2)).run(referenceBytes(1, 8))
  expect(output.attentionRows).toHaveLength(2 * 2 * 6)
  expect(output.attention).toHaveLength(2 * 6 * 6)
})

test('two runs may wait, a third is refused and the two are answered', async () => {
  const engine = await open(make('tiny'))
  expect(engine).toMatchObject({ provider: 'cpu', description: 'for a test', batchSize: 4, capacity: 2 })
  const runs = [1, 2].map((count) => engine.run(referenceBytes(count, 8)))
  await expect(engine.run(referenceBytes(1, 8))).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringContaining('more than 2 runs') as string,
  })
  expect((await Promise.all(runs)).map(({ count }) => count)).toEqual([1, 2])
  await expect(engine.run(referenceBytes(3, 8))).resolves.toMatchObject({ count: 3 })
})

test('a run that was aborted before it began rejects with the reason and takes no place', async () => {
  const engine = await open(make('tiny'))
  const reason = new Error('stop')
  for (let time = 0; time < 3; time++)
    await expect(engine.run(referenceBytes(1, 8), AbortSignal.abort(reason))).rejects.toBe(reason)
  await expect(engine.run(referenceBytes(1, 8))).resolves.toMatchObject({ count: 1 })
})

test('dispose rejects what waits', async () => {
  const engine = await open(make('distilled-timm', 'attention'))
  const runs = [engine.run(referenceBytes(4, 224)), engine.run(referenceBytes(4, 224))]
  const ended = Promise.allSettled(runs)
  await engine.dispose()
  for (const run of await ended)
    expect(run).toMatchObject({
      status: 'rejected',
      reason: { code: 'engine-failed', message: expect.stringContaining('it was stopped') as string },
    })
  await engine.dispose()
})

test('pixels of another size fail that run and no other', async () => {
  const engine = await open(make('tiny'))
  await expect(engine.run(new Uint8Array(100))).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringContaining('8×8×3') as string,
  })
  await expect(engine.run(referenceBytes(1, 8))).resolves.toMatchObject({ count: 1 })
})

test('a model that answers with no numbers is refused', async () => {
  const onnx = makeClassifier({
    nodes: [
      node('GlobalAveragePool', ['photo'], 'mean'),
      node('Flatten', ['mean'], 'flat'),
      node('Log', ['flat'], 'score'),
    ],
  })
  await expect(open(classifier(onnx))).rejects.toMatchObject({
    code: 'engine-failed',
    message: expect.stringContaining('not finite numbers') as string,
  })
})

describe('a thread that has stopped answering', () => {
  const long = 600_000
  const timedOut = {
    code: 'engine-failed',
    message: 'distilled-timm.onnx stopped responding on cpu.',
    hint: expect.stringContaining('finished work is kept') as string,
  }
  // The clock is moved before the thread, which is a real one, can have answered.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    onTestFinished(() => void vi.useRealTimers())
  })

  test('times out while it opens', async () => {
    const opening = openNodeEngine(
      make('distilled-timm', 'attention'),
      { provider: 'cpu', batchSize: 4, threads: 1 },
      'for a test',
    )
    vi.advanceTimersByTime(long)
    await expect(opening).rejects.toMatchObject(timedOut)
  })

  test('times out in a run: every pending run is rejected, and later ones too', async () => {
    const engine = await open(make('distilled-timm', 'attention'))
    const runs = Promise.allSettled([engine.run(referenceBytes(4, 224)), engine.run(referenceBytes(4, 224))])
    vi.advanceTimersByTime(long)
    for (const run of await runs) expect(run).toMatchObject({ status: 'rejected', reason: timedOut })
    await engine.dispose()
    await expect(engine.run(referenceBytes(1, 224))).rejects.toMatchObject({ code: 'engine-failed' })
  })

  test('does not time out between two runs', async () => {
    const engine = await open(make('tiny'))
    vi.advanceTimersByTime(2 * long)
    await expect(engine.run(referenceBytes(1, 8))).resolves.toMatchObject({ count: 1 })
  })
})
