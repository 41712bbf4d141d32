import { parentPort } from 'node:worker_threads'
import { serve } from '../../models/worker-rpc.ts'
import type { EmbeddingMap } from '../catalog/queries/embeddings.ts'
import { findGroups } from './groups.ts'
import { type LayoutOptions, layOut } from './layout.ts'
import { type Source, VectorStore } from './store.ts'
import type { Vectors } from './vectors.ts'

/** Milliseconds between two reports. */
const reportEvery = 200

/** What a thread does. */
export type JobInput = { source: Source } & ({ threshold: number } | { layout: LayoutOptions })
/** Groups of image ids. */
export type Groups = number[][]
/** How much is done, 0 to 1, and of how many images. */
export interface JobStep {
  done: number
  images: number
}

/*
 * A thread for one job, ended with it or, where it is cancelled, before:
 * with vectors of its own, so that searches run meanwhile and find nothing half done.
 */
const handlers = {
  run(input: JobInput): Groups | EmbeddingMap {
    const vectors = readOnce(input)
    return 'threshold' in input ? group(vectors, input.threshold) : map(vectors, input.layout)
  },
}
export type JobCalls = typeof handlers

const { emit } = serve<JobStep>(parentPort!, handlers)

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
    emit({ done: step.value, images })
  }
}
