import { setTimeout } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { makeRandom } from '../lib/random.ts'
import { median } from '../../models/statistics.ts'
import type { Engine } from '../../models/runtime/engine.ts'

/** How fast a model is on one engine. */
export interface Speed {
  imagesPerSecond: number
  /**
   * Seconds from the model's file to the answer to the first batch: reading, building the graph, loading, warming up.
   */
  loadSeconds: number
  /**
   * Bytes by which this process's resident memory grew until its peak: weights and working memory together. An
   * estimate: what somebody else takes or gives back meanwhile is in it.
   */
  memory: number
}

/** Milliseconds that batches are timed for: a busy moment of the machine shall not be all that is seen. */
const timeAtLeast = 2000
const timeAtMost = 10_000
const batchesAtLeast = 3
/** Milliseconds between two readings of the memory. */
const lookEvery = 50
/** Milliseconds in which the memory of what was collected is given back. */
const freedWithin = 100

/**
 * Times a model on noise: what is in a photo does not change how long it takes. The first answer is the load's. Then,
 * as in a pre-label run, as many batches are under way as the engine takes, for two seconds and three batches at least
 * and ten seconds at most; the median time of a batch counts.
 *
 * @param open opens the engine, from the model's file on
 * @param size pixels a side
 * @param onProgress called with the share that is done, 0 to 1
 * @throws whatever the engine throws; the signal's reason where it is aborted
 */
export async function measureSpeed(
  open: () => Promise<Engine>,
  {
    size,
    signal,
    onProgress = () => undefined,
  }: { size: number; signal: AbortSignal; onProgress?: (share: number) => void },
): Promise<Speed> {
  await collectGarbage() // what earlier models left would be used again, and not be seen
  const before = process.memoryUsage.rss()
  let peak = before
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const watch = setInterval(look, lookEvery)
  const started = performance.now()
  let engine: Engine | null = null
  try {
    engine = await open()
    const noise = makeNoise(engine.batchSize * size * size * 3)
    await untilAborted(engine.run(noise.slice()), signal)
    const loadSeconds = (performance.now() - started) / 1000
    const milliseconds = await timeBatches(engine, noise, signal, onProgress)
    look()
    return { imagesPerSecond: (1000 * engine.batchSize) / milliseconds, loadSeconds, memory: peak - before }
  } finally {
    clearInterval(watch)
    await engine?.dispose()
  }
}

/** Node shows its collector only on request, and a request counts for contexts that are made after it. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (() => void) | undefined
  collect?.()
  await setTimeout(freedWithin) // buffers are freed by a thread beside
  collect?.()
}

/** The median of what a batch takes, in milliseconds. */
async function timeBatches(
  engine: Engine,
  noise: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<number> {
  const begun = performance.now()
  const answered = [begun]
  const turn = async (): Promise<void> => {
    for (;;) {
      await untilAborted(engine.run(noise.slice()), signal) // its memory is handed over
      answered.push(performance.now())
      const passed = performance.now() - begun
      const batches = answered.length - 1
      onProgress(Math.min(1, Math.max(passed / timeAtMost, Math.min(passed / timeAtLeast, batches / batchesAtLeast))))
      if (passed >= timeAtMost || (passed >= timeAtLeast && batches >= batchesAtLeast)) return
    }
  }
  await Promise.all(Array.from({ length: engine.capacity }, turn))
  // Answers of a page come in bursts: a round of as many as are under way is timed, and not each by itself.
  const { capacity } = engine
  return median(answered.slice(capacity).map((time, index) => (time - answered[index]!) / capacity))
}

/** Grey levels without any order, the same each time. */
function makeNoise(length: number): Uint8Array<ArrayBuffer> {
  const random = makeRandom(2012)
  return new Uint8Array(length).map(() => random() * 256)
}

/** A run cannot be stopped; whoever waits for it can. */
async function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  work.catch(() => undefined) // where it is stopped it has no receiver any more
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
