import { expect, test } from 'vitest'
import { makeModelFile } from '../../models/deit/fixtures/make-model.ts'
import type { Engine } from '../../models/runtime/engine.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { measureSpeed } from './model-speed.ts'

const model = makeModelFile('tiny')
const { size } = model.metadata.preprocessing
const signal = new AbortController().signal

/** The true engine, which records its input. */
async function openWatched(onRun: (pixels: Uint8Array, underWay: number) => void): Promise<Engine> {
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'maps', threads: 1 })
  let underWay = 0
  return {
    ...engine,
    run(pixels, stop) {
      onRun(pixels, ++underWay)
      return engine.run(pixels, stop).finally(() => {
        underWay--
      })
    },
  }
}

test(
  'whole batches of the same noise, as many at once as in a pre-label run, and the share that is done only grows',
  { timeout: 30_000 },
  async () => {
    const batches: string[] = []
    let most = 0
    const shares: number[] = []
    const speed = await measureSpeed(
      () =>
        openWatched((pixels, underWay) => {
          expect(pixels).toHaveLength(4 * size * size * 3)
          batches.push(Buffer.from(pixels).toString('base64'))
          most = Math.max(most, underWay)
        }),
      { size, signal, onProgress: (share) => shares.push(share) },
    )
    expect(new Set(batches).size).toBe(1)
    expect(new Set(Buffer.from(batches[0]!, 'base64')).size).toBeGreaterThan(200)
    expect(most).toBe(2)
    expect(batches.length).toBeGreaterThan(3)
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(shares.at(-1)).toBe(1)
    for (const figure of [speed.imagesPerSecond, speed.loadSeconds]) expect(figure).toBeGreaterThan(0)
    expect(speed.memory).toBeGreaterThanOrEqual(0)
  },
)

test('the reason of its end is thrown, and the engine is closed', async () => {
  const stop = new AbortController()
  let opened: Engine | null = null
  const measuring = measureSpeed(
    async () => {
      opened = await openWatched(() => stop.abort(new Error('enough')))
      return opened
    },
    { size, signal: stop.signal },
  )
  await expect(measuring).rejects.toThrow('enough')
  await expect(opened!.run(new Uint8Array(size * size * 3))).rejects.toThrow('it was stopped')
})

test('an engine that fails is an error, and one that does not open', async () => {
  const failing = async (): Promise<Engine> => {
    const engine = await openEngine(model, { provider: 'cpu', wanted: 'maps', threads: 1 })
    await engine.dispose()
    return engine
  }
  await expect(measureSpeed(failing, { size, signal })).rejects.toMatchObject({ code: 'engine-failed' })
  await expect(measureSpeed(() => Promise.reject(new Error('no GPU')), { size, signal })).rejects.toThrow('no GPU')
})
