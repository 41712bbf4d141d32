import type { Catalog } from '../../electron/catalog/connection.ts'
import { ensureRoot } from '../../electron/catalog/queries/images.ts'
import { ensureModel } from '../../electron/catalog/queries/models.ts'
import { storePredictions, type PredictionToStore } from '../../electron/catalog/queries/predictions.ts'
import { startScan } from '../../electron/catalog/queries/scan.ts'
import { setSetting } from '../../electron/catalog/queries/settings.ts'
import type { FoundFile, Score } from '../../electron/catalog/rows.ts'
import { splits } from '../../electron/catalog/split.ts'
import { markImages, rejectPredictions, setLabels } from '../../electron/labels/edits/edits.ts'
import { makeRandom, pick, type Random } from '../../electron/lib/random.ts'

export const threshold = 0.5
export const annotators = ['Ann', 'Bob', 'Eve']
export const className = (number: number): string => `class ${String(number).padStart(4, '0')}`

const batch = 10_000

/**
 * Fills a new catalog as the product does: a scan, a model's predictions, labels of three annotators for about a third,
 * notes, flags, splits, some rejected predictions. Files lie in folders of a thousand; one of fifty has the bytes of
 * another.
 */
export function fillCatalog(catalog: Catalog, images: number, classes: number): void {
  const random = makeRandom(1)
  const rootId = ensureRoot(catalog, '/made')
  const scan = startScan(catalog, rootId)
  inBatches(images, (from, to) =>
    scan.add(
      range(from, to).map((index): FoundFile => ({
        path: `folder ${String(Math.floor(index / 1000)).padStart(5, '0')}/photo ${String(index).padStart(8, '0')} ${Math.floor(random() * 1e6).toString(36)}.jpg`,
        size: Math.floor(50_000 + random() * 5_000_000),
        mtime: Math.floor(1_600_000_000_000 + random() * 1e11),
      })),
    ),
  )
  setSetting(catalog, 'modelKey', 'made')
  setSetting(catalog, 'threshold', threshold)
  const modelId = ensureModel(catalog, 'made', range(0, classes).map(className))
  const known = Math.floor(images * 0.95) // the rest was not seen by the model yet
  inBatches(known, (from, to) =>
    storePredictions(
      catalog,
      range(from, to).map((index) => predict(random, index + 1, modelId, classes)),
    ),
  )
  label(catalog, random, images, classes)
}

function predict(random: Random, imageId: number, modelId: number, classes: number): PredictionToStore {
  const hash = new Uint8Array(32)
  new DataView(hash.buffer).setUint32(0, random() < 0.02 ? Math.floor(imageId / 2) : imageId)
  let left = 1
  const prediction = (): Score => {
    const confidence = left * (0.2 + 0.75 * random())
    left -= confidence
    return { classIndex: Math.floor(random() * random() * classes), confidence }
  }
  const fused = [prediction(), prediction(), prediction(), prediction(), prediction()].sort(
    (one, other) => other.confidence - one.confidence,
  )
  return {
    content: { hash, width: 640, height: 480, format: 'jpeg' },
    prediction: {
      imageId,
      modelId,
      fused,
      cls: fused.slice(0, 1),
      dist: fused.slice(0, 1),
      agreement: random() < 0.8,
      embeddings: null,
      rollout: null,
      mapDistance: null,
    },
  }
}

function label(catalog: Catalog, random: Random, images: number, classes: number): void {
  const some = (part: number): number[] =>
    Array.from({ length: Math.ceil(images * part) }, () => 1 + Math.floor(random() * images))
  for (let number = 0; number < classes; number++) {
    setLabels(catalog, {
      imageIds: some(0.4 / classes),
      to: { newName: className(number) },
      author: pick(random, annotators),
    })
  }
  markImages(catalog, some(0.01), { flagged: true }, 'Ann')
  markImages(catalog, some(0.01), { note: 'Look at this one again.' }, 'Ann')
  for (const split of splits) markImages(catalog, some(0.1), { split }, 'Ann')
  rejectPredictions(catalog, new Map(some(0.001).map((id) => [id, className(Math.floor(random() * classes))])), 'Ann')
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)

function inBatches(count: number, work: (from: number, to: number) => void): void {
  for (let from = 0; from < count; from += batch) work(from, Math.min(count, from + batch))
}
