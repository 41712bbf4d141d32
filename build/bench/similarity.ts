import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Catalog } from '../../electron/catalog/connection.ts'
import { ensureRoot } from '../../electron/catalog/queries/images.ts'
import { ensureModel } from '../../electron/catalog/queries/models.ts'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { storePredictions } from '../../electron/catalog/queries/predictions.ts'
import { recordScan } from '../../electron/catalog/queries/scan.ts'
import { findGroups } from '../../electron/similarity/groups.ts'
import { makeEmbeddings, makeVectors } from '../../electron/test-support/made-embeddings.ts'
import { SimilarSearch } from '../../electron/similarity/search.ts'

export interface SimilarityFigure {
  name: string
  value: number
  unit: string
  aim?: string
}

const tokens = 2
const width = 192
const searches = 300
const grouped = 20_000
const batch = 5000

/**
 * Searches for similar photos as a page's call does, by another thread over a real catalog, and looks for
 * near-duplicates, over made embeddings in clusters.
 *
 * @throws the signal's reason where it is aborted
 */
export async function measureSimilarity({
  images = 100_000,
  signal,
}: { images?: number; signal?: AbortSignal } = {}): Promise<SimilarityFigure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'glance-bench-'))
  const catalog = openCatalog(join(folder, 'bench.glance'))
  const search = new SimilarSearch()
  try {
    const source = { place: catalog.db.name, modelId: fillCatalog(catalog, images) }
    const ask = async (turn: number): Promise<number> => {
      signal?.throwIfAborted()
      const start = performance.now()
      await search.find(source, 1 + ((turn * 7919) % images), { limit: 500 })
      return performance.now() - start
    }
    const first = await ask(0)
    const times: number[] = []
    for (let turn = 1; turn <= searches; turn++) times.push(await ask(turn))
    times.sort((one, other) => one - other)
    const of = `${images} embeddings of ${tokens}×${width}`
    return [
      { name: `similar photos among ${of}, p50`, value: times[Math.floor(searches * 0.5)]!, unit: 'ms', aim: '< 100' },
      { name: `similar photos among ${of}, p99`, value: times[Math.floor(searches * 0.99)]!, unit: 'ms', aim: '< 100' },
      { name: 'the first search, which reads them', value: first / 1000, unit: 's' },
      {
        name: `near-duplicates among ${grouped} photos, all pairs from 0.95 on`,
        value: measureGroups() / 1000,
        unit: 's',
      },
    ]
  } finally {
    await search.close()
    catalog.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Puts so many images with embeddings into an empty catalog, their ids from 1 on; gives the model's id. */
function fillCatalog(catalog: Catalog, images: number): number {
  const rootId = ensureRoot(catalog, '/made')
  const modelId = ensureModel(catalog, 'made', ['one', 'other'])
  recordScan(
    catalog,
    rootId,
    Array.from({ length: images }, (_, index) => ({
      path: `${String(index).padStart(7, '0')}.jpg`,
      size: 1,
      mtime: 1,
    })),
  )
  const predictions = [{ classIndex: 0, confidence: 1 }]
  for (let from = 0; from < images; from += batch) {
    const embeddings = makeEmbeddings({ count: Math.min(batch, images - from), dims: tokens * width, seed: 1 + from })
    storePredictions(
      catalog,
      embeddings.map((values, index) => ({
        content: null,
        prediction: {
          imageId: from + index + 1,
          modelId,
          fused: predictions,
          cls: predictions,
          dist: predictions,
          agreement: true,
          embeddings: values,
          rollout: null,
          mapDistance: null,
        },
      })),
    )
  }
  return modelId
}

/** Milliseconds. */
function measureGroups(): number {
  const vectors = makeVectors(makeEmbeddings({ count: grouped, dims: tokens * width, clusters: 100, spread: 0.6 }))
  const start = performance.now()
  const work = findGroups(vectors, 0.95)
  while (work.next().done !== true);
  return performance.now() - start
}
