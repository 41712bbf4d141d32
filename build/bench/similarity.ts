import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { findGroups } from '../../electron/similarity/groups.ts'
import { makeEmbeddings, makeVectors } from '../../electron/test-support/made-embeddings.ts'
import { SimilarSearch } from '../../electron/similarity/search.ts'
import { fillCatalog, tokens, width } from './embedded-catalog.ts'

export interface SimilarityFigure {
  name: string
  value: number
  unit: string
  aim?: string
}

const searches = 300
const grouped = 20_000
const make = (from: number, count: number): Float32Array[] =>
  makeEmbeddings({ count, dims: tokens * width, seed: 1 + from })

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
    const source = { place: catalog.db.name, modelId: fillCatalog(catalog, images, make) }
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

/** Milliseconds. */
function measureGroups(): number {
  const vectors = makeVectors(makeEmbeddings({ count: grouped, dims: tokens * width, clusters: 100, spread: 0.6 }))
  const start = performance.now()
  const work = findGroups(vectors, 0.95)
  while (work.next().done !== true);
  return performance.now() - start
}
