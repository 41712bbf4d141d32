import { median } from './measure.ts'
import type { Engine } from '../../models/inference/engine.ts'

/** How fast a model is on one engine. */
export interface Speed {
  imagesPerSecond: number
  /** Seconds from the model's file to its first answer. */
  loadSeconds: number
  /** Bytes of resident memory that came with the model and its runs, weights and working memory together; an estimate, because memory freed by others meanwhile counts against it. */
  memory: number
}

/** Seconds that batches are timed for: a busy moment of the machine shall not be all that is seen. */
const timeAtLeast = 2
const timeAtMost = 10
const batchesAtLeast = 3

/**
 * Times a model on noise: what is in a photo does not change how long it takes. The first answer is the load's; of the batches
 * behind it, as many at once as in a pre-label run, the median counts.
 *
 * @param open opens the engine, from the model's file on
 * @param size pixels a side
 * @param onProgress told the share that is done, 0 to 1
 * @throws whatever the engine throws; the signal's reason where it is aborted
 */
export async function measureSpeed(
  open: () => Promise<Engine>, { size, signal, onProgress = () => undefined }: { size: number; signal: AbortSignal; onProgress?: (share: number) => void },
): Promise<Speed> {
  const before = process.memoryUsage.rss()
  let peak = before
  const look = (): void => { peak = Math.max(peak, process.memoryUsage.rss()) }
  const watch = setInterval(look, 50)
  const started = performance.now()
  let engine: Engine | null = null
  try {
    engine = await open()
    const noise = makeNoise(engine.batchSize * size * size * 3)
    await untilAborted(engine.run(noise.slice()), signal)
    const loadSeconds = (performance.now() - started) / 1000
    const seconds: number[] = []
    const begun = performance.now()
    const { capacity } = engine
    const runOnce = engine.run.bind(engine)
    for (let last = begun; ;) {
      await untilAborted(Promise.all(Array.from({ length: capacity }, () => runOnce(noise.slice()))), signal)
      const now = performance.now()
      seconds.push((now - last) / 1000 / capacity)
      last = now
      const passed = (now - begun) / 1000
      onProgress(Math.min(1, Math.max(passed / timeAtMost, Math.min(passed / timeAtLeast, seconds.length * capacity / batchesAtLeast))))
      if (passed >= timeAtMost || (passed >= timeAtLeast && seconds.length * capacity >= batchesAtLeast)) break
    }
    look()
    return { imagesPerSecond: engine.batchSize / median(seconds), loadSeconds, memory: peak - before }
  } finally {
    clearInterval(watch)
    await engine?.dispose()
  }
}

/** Grey levels without any order, the same each time. */
function makeNoise(length: number): Uint8Array<ArrayBuffer> {
  const noise = new Uint8Array(length)
  let state = 2012
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    noise[index] = state >>> 24
  }
  return noise
}

/** A run cannot be stopped; whoever waits for it can. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  work.catch(() => undefined) // where it is stopped nobody hears it any more
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
