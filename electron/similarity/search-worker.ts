import { parentPort } from 'node:worker_threads'
import type { SimilarImages } from './calls.ts'
import { GlanceError } from '../../models/errors.ts'
import { serve } from '../../models/worker-rpc.ts'
import { type Source, VectorStore } from './store.ts'
import { findTop } from './top.ts'

/* The thread that holds the vectors and searches them, so that the service never waits for either. */
let store: VectorStore | null = null

const handlers = {
  find: search,
  close(): void {
    store?.close()
    parentPort!.close()
  },
}
export type SearchCalls = typeof handlers

serve(parentPort!, handlers)

interface Search {
  source: Source
  imageId: number
  limit: number
  among: readonly number[] | undefined
}

function search({ source, imageId, limit, among }: Search): SimilarImages {
  if (store?.source.place !== source.place || store.source.modelId !== source.modelId) {
    store?.close()
    store = null // should the next one not open
    store = new VectorStore(source)
  }
  const vectors = store.read()
  const row = vectors.rowOf(imageId)
  if (row === undefined)
    throw new GlanceError(
      'not-found',
      'The model has not run on this photo yet.',
      'Pre-label first, then look for similar photos.',
    )
  const { rows, similarities } = findTop(
    vectors,
    row,
    limit,
    among?.flatMap((id) => vectors.rowOf(id) ?? []).sort((one, other) => one - other) ?? null,
  )
  return { ids: rows.map((found) => vectors.ids[found]!), similarities }
}
