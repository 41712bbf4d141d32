import { mkdtempSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import pMap from 'p-map'
import { launchBrowserApp } from '../../../e2e/support/browser-app.ts'
import { median } from '../../../models/statistics.ts'
import { measureInference } from '../measure.ts'
import { decodeImage } from '../../../electron/images/decode.ts'
import { hashContent, readImage } from '../../../electron/images/read.ts'
import { ThumbnailCache } from '../../../electron/images/thumbnails.ts'
import { decodeSizes } from '../../../models/deit/preprocess.ts'
import { hasAttention } from '../../../models/runtime/engine-model.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { type Bench, cores, linkPhotos, makeData } from './bench.ts'
import { prelabel, showFolder } from './prelabel-run.ts'

interface Round {
  decode: number
  infer: number
  app: number
}

/**
 * Pre-labelling in the app where no GPU is: the page is open and the service runs the model. Decoding and the model
 * share the cores, so the most that can be had is one after the other; both are measured in the same round.
 */
export async function measureFallback(bench: Bench): Promise<void> {
  const { model, photos } = bench
  const engine = await openEngine(model, { provider: 'cpu', wanted: hasAttention(model.metadata) ? 'maps' : 'labels' })
  const half = photos.slice(0, Math.ceil(photos.length / 2))
  const rounds: Round[] = []
  try {
    for (let round = 0; round < bench.rounds; round++) {
      const app = await launchBrowserApp({ data: makeData(bench) })
      try {
        await showFolder(app.page, linkPhotos(bench, photos.length).folder, 'cpu')
        // Half before and half after the app's turn: a machine that others use changes within a round.
        const alone = async (): Promise<[number, number]> => [
          await measureThumbnailDecode(bench, half),
          await measureInference(engine, half.length, model.metadata.preprocessing.size),
        ]
        const before = await alone()
        const run = await prelabel(app.page, model.id)
        const after = await alone()
        const [decode, infer] = [joinRates(before[0], after[0]), joinRates(before[1], after[1])]
        rounds.push({ decode, infer, app: run.images / run.seconds })
        if (round === 0)
          bench.note(`${run.images} photos, ${cores()}, ${bench.rounds} rounds; in the app: ${run.engine}`)
      } finally {
        await app.close()
      }
    }
  } finally {
    await engine.dispose()
  }
  const of = (value: (round: Round) => number): number => median(rounds.map(value))
  bench.figure(
    'decode with thumbnails (read, hash, decode, keep)',
    of(({ decode }) => decode),
    'photos/s',
  )
  bench.figure(
    'onnxruntime-node alone',
    of(({ infer }) => infer),
    'images/s',
  )
  bench.figure(
    'pre-label in the app, page open, native CPU',
    of(({ app }) => app),
    'photos/s',
  )
  bench.figure(
    'fallback in the app ÷ 1/(1/decode + 1/infer)',
    of(({ decode, infer, app }) => app * (1 / decode + 1 / infer)),
    '',
    '≥ 0.9',
  )
  bench.figure(
    'fallback in the app ÷ onnxruntime-node alone',
    of(({ infer, app }) => app / infer),
    '',
  )
}

/** The rate over both of two equal pieces of work. */
const joinRates = (a: number, b: number): number => 2 / (1 / a + 1 / b)

/** All that the app does with a photo before the model, as many at once: `measureDecode` with thumbnails. */
async function measureThumbnailDecode({ model, scratch }: Bench, photos: readonly string[]): Promise<number> {
  const cache = new ThumbnailCache(mkdtempSync(join(scratch, 'thumbnails-')))
  const { preprocessing } = model.metadata
  const sizes = decodeSizes(preprocessing)
  const start = performance.now()
  await pMap(
    photos,
    async (path) => {
      const bytes = await readImage(path, { fileName: path })
      const { thumbnail } = await decodeImage(bytes, { fileName: path, sizes, thumbnail: true })
      await cache.writeThumbnail(hashContent(bytes), thumbnail!)
    },
    { concurrency: Math.max(4, availableParallelism()) },
  )
  return (photos.length / (performance.now() - start)) * 1000
}
