import { parentPort, workerData } from 'node:worker_threads'
import type { EmbeddingMap } from '../catalog/queries/embeddings.ts'
import { findGroups } from './groups.ts'
import { type LayoutOptions, layOut } from './layout.ts'
import { type Groups, type JobInput, type JobReply, packError } from './messages.ts'
import { VectorStore } from './store.ts'
import type { Vectors } from './vectors.ts'

/** Milliseconds between two reports. */
const reportEvery = 200

/**
 * A thread for one job, ended with it or, where it is cancelled, before: with vectors of its own, so that searches go on meanwhile and
 * find nothing half done.
 */
const port = parentPort!
const post = (reply: JobReply<Groups | EmbeddingMap>): void => port.postMessage(reply)
const input = workerData as JobInput

try {
  const vectors = readOnce(input)
  post({ result: 'threshold' in input ? group(vectors, input.threshold) : map(vectors, input.layout) })
} catch (error) {
  post({ failed: packError(error) })
}

function readOnce({ source }: JobInput): Vectors {
  const store = new VectorStore(source)
  try {
    return store.read()
  } finally {
    store.close()
  }
}

function group(vectors: Vectors, threshold: number): Groups {
  const groups = follow(findGroups(vectors, threshold), vectors.size)
  return groups.map((rows) => rows.map((row) => vectors.ids[row]!))
}

function map(vectors: Vectors, options: LayoutOptions): EmbeddingMap {
  return { ids: Int32Array.from(vectors.ids), ...follow(layOut(vectors, options), vectors.size) }
}

function follow<Result>(work: Generator<number, Result>, images: number): Result {
  let reportedAt = -Infinity
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
    if (performance.now() - reportedAt < reportEvery) continue
    reportedAt = performance.now()
    post({ done: step.value, images })
  }
}
