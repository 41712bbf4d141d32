import pMap from 'p-map'
import { availableParallelism } from 'node:os'
import { decodeImage } from '../../electron/images/decode.ts'
import type { DecodeSizes } from '../../electron/images/geometry.ts'
import { hashContent, readImage } from '../../electron/images/read.ts'
import type { Engine } from '../../models/runtime/engine.ts'

/** How many of something a second, over one piece of work. */
async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (count / (performance.now() - start)) * 1000
}

/** Photos read, hashed and decoded a second, as many at once as the pipeline does. */
export const measureDecode = (photos: readonly string[], sizes: DecodeSizes): Promise<number> =>
  rate(photos.length, () =>
    pMap(
      photos,
      async (path) => {
        const bytes = await readImage(path, { fileName: path })
        hashContent(bytes)
        await decodeImage(bytes, { fileName: path, sizes, thumbnail: false })
      },
      { concurrency: Math.max(4, availableParallelism()) },
    ),
  )

/** Images through the model a second, the engine never waiting. */
export async function measureInference(engine: Engine, count: number, size: number): Promise<number> {
  const runs = Math.ceil(count / engine.batchSize)
  return rate(runs * engine.batchSize, () =>
    pMap(
      Array.from({ length: runs }),
      async () => {
        await engine.run(new Uint8Array(engine.batchSize * size * size * 3).fill(117))
      },
      { concurrency: engine.capacity },
    ),
  )
}

/** Resident memory while something runs, in MiB: whether it is flat shows in its two halves. */
export async function watchMemory<Value>(
  work: () => Promise<Value>,
): Promise<{ value: Value; firstHalf: number; secondHalf: number }> {
  const samples: number[] = []
  const timer = setInterval(() => void samples.push(process.memoryUsage.rss() / 2 ** 20), 100)
  try {
    const value = await work()
    samples.push(process.memoryUsage.rss() / 2 ** 20)
    const middle = Math.floor(samples.length / 2)
    return {
      value,
      firstHalf: Math.max(...samples.slice(0, middle || 1)),
      secondHalf: Math.max(...samples.slice(middle)),
    }
  } finally {
    clearInterval(timer)
  }
}
