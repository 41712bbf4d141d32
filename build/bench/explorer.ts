import { join } from 'node:path'
import { decodeImage } from '../../electron/images/decode.ts'
import { readImage } from '../../electron/images/read.ts'
import { attentionShape, fuseHeads } from '../../models/deit/attention.ts'
import { measureDistance, measureEntropy } from '../../models/deit/attention-numbers.ts'
import type { DeitConfig } from '../../models/deit/config.ts'
import { decodeSizes } from '../../models/deit/preprocess.ts'
import { attentionFlow, rolloutFused } from '../../models/deit/rollout.ts'
import type { ModelFile } from '../../models/runtime/engine-model.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { median } from '../../models/statistics.ts'

/** Milliseconds. */
export interface ExplorerTimes {
  /** Reading, decoding and running a photo for the first time, whole matrices kept. */
  firstLook: number
  /** Attention distance and entropy of every head. */
  numbers: number
  /** The whole matrices with their heads fused, for the page. */
  fuse: number
  /** What a step of the discard slider costs the page: a rollout from matrices that it holds. */
  rollout: { p50: number; p99: number }
  /** The same in processor time, which is no longer on a machine that others use. */
  rolloutWork: { p50: number; p99: number }
  /** All steps of the animation through the layers. */
  flow: number
}

const photosAtMost = 24
const ratios = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]

/** Times what the explorer does for a person: medians over photos, and the 99th percentile of rollouts. */
export async function measureExplorer(
  model: ModelFile & { metadata: { config?: DeitConfig } },
  root: string,
  photos: readonly string[],
): Promise<ExplorerTimes> {
  const shape = attentionShape(model.metadata.config!)
  const engine = await openEngine(model, { provider: 'cpu', wanted: 'attention', batchSize: 1 })
  const times = {
    firstLook: [] as number[],
    numbers: [] as number[],
    fuse: [] as number[],
    rollout: [] as number[],
    rolloutWork: [] as number[],
    flow: [] as number[],
  }
  const time = async <Value>(name: keyof typeof times, work: () => Promise<Value> | Value): Promise<Value> => {
    const start = performance.now()
    const value = await work()
    times[name].push(performance.now() - start)
    return value
  }
  try {
    for (const fileName of photos.slice(0, photosAtMost)) {
      const attention = await time('firstLook', async () => {
        const { pixels } = await decodeImage(await readImage(join(root, fileName), { fileName }), {
          fileName,
          sizes: decodeSizes(model.metadata.preprocessing),
          thumbnail: false,
        })
        return (await engine.run(new Uint8Array(pixels))).attention!
      })
      await time('numbers', () => [
        measureDistance(attention, shape, model.metadata.config!.patchSize),
        measureEntropy(attention, shape),
      ])
      const fused = await time('fuse', () => fuseHeads(attention, shape, 'mean'))
      for (const discardRatio of ratios) {
        const before = process.threadCpuUsage()
        await time('rollout', () => rolloutFused(fused, { ...shape, discardRatio }))
        const { user, system } = process.threadCpuUsage(before)
        times.rolloutWork.push((user + system) / 1000)
      }
      await time('flow', () => attentionFlow(fused, { ...shape, discardRatio: 0 }))
    }
  } finally {
    await engine.dispose()
  }
  const { firstLook, numbers, fuse, flow } = times
  return {
    firstLook: median(firstLook),
    numbers: median(numbers),
    fuse: median(fuse),
    rollout: spread(times.rollout),
    rolloutWork: spread(times.rolloutWork),
    flow: median(flow),
  }
}

function spread(values: readonly number[]): { p50: number; p99: number } {
  const sorted = values.toSorted((one, other) => one - other)
  return { p50: median(sorted), p99: sorted[Math.ceil(0.99 * sorted.length) - 1]! }
}
