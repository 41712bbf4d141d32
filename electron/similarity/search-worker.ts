import { parentPort } from 'node:worker_threads'
import { GlanceError } from '../../models/errors.ts'
import type { SimilarImages } from '../library/overview-calls.ts'
import { packError, type SearchReply, type SearchRequest } from './messages.ts'
import { VectorStore } from './store.ts'
import { findTop } from './top.ts'

/** The thread that holds the vectors and searches them, so that the service never waits for either. */
const port = parentPort!
let store: VectorStore | null = null

port.on('message', (request: SearchRequest) => {
  if ('close' in request) {
    store?.close()
    port.close()
    return
  }
  port.postMessage(answer(request))
})

function answer(request: Exclude<SearchRequest, { close: true }>): SearchReply {
  try {
    return { id: request.id, found: search(request) }
  } catch (error) {
    return { id: request.id, failed: packError(error) }
  }
}

function search({ source, imageId, limit }: Exclude<SearchRequest, { close: true }>): SimilarImages {
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
      'The model has not looked at this photo yet.',
      'Pre-label first, then look for similar photos.',
    )
  const { rows, similarities } = findTop(vectors, row, limit)
  return { ids: rows.map((found) => vectors.ids[found]!), similarities }
}
