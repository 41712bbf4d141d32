import { Worker } from 'node:worker_threads'
import type { Catalog } from '../catalog/connection.ts'
import { type EmbeddingMap, storeEmbeddingMap, storeNearDuplicates } from '../catalog/queries/embeddings.ts'
import type { JobKind } from '../catalog/rows.ts'
import { describeFailure, GlanceError } from '../../models/errors.ts'
import { connectThread } from '../../models/worker-rpc.ts'
import type { Emit } from '../project/events.ts'
import { JobProgress } from '../project/job-progress.ts'
import type { LayoutOptions } from './layout.ts'
import type { Groups, JobCalls, JobInput, JobStep } from './job-worker.ts'

export interface SimilarityJob {
  catalog: Catalog
  modelId: number
  emit: Emit
  signal: AbortSignal
}

/** Looks for near-duplicates and puts them in the place of those found before. Cancelled, it leaves those. */
export const findNearDuplicates = (job: SimilarityJob, threshold: number): Promise<void> =>
  run(job, 'near-duplicates', { threshold }, async (input, follow) => {
    const groups = await work<Groups>(input, job.signal, follow)
    storeNearDuplicates(job.catalog, groups, threshold)
  })

/** Makes the map of the model's embeddings and puts it in the place of the one before. Cancelled, it leaves that. */
export const makeEmbeddingMap = (job: SimilarityJob, layout: LayoutOptions): Promise<void> =>
  run(job, 'embedding-map', { layout }, async (input, follow) => {
    const map = await work<EmbeddingMap>(input, job.signal, follow)
    storeEmbeddingMap(job.catalog, job.modelId, map)
  })

type Options = { threshold: number } | { layout: LayoutOptions }
/** Called with the share that is done, 0 to 1, and of how many images. */
type Follow = (share: number, images: number) => void

async function run(
  { catalog, modelId, emit, signal }: SimilarityJob,
  kind: JobKind,
  options: Options,
  act: (input: JobInput, follow: Follow) => Promise<void>,
): Promise<void> {
  const progress = new JobProgress(catalog, kind, { modelId, ...options }, emit)
  let [images, done] = [0, 0]
  const follow: Follow = (share, of) => {
    if (images === 0) progress.setTotal(of)
    images = of
    const now = Math.floor(share * of)
    progress.advance(now - done)
    done = now
  }
  try {
    await act({ source: { place: catalog.db.name, modelId }, ...options }, follow)
    progress.advance(images - done)
    progress.finish('done')
    emit({ type: 'changed' })
  } catch (error) {
    if (signal.aborted) progress.finish('cancelled')
    else progress.finish('failed', describeFailure(error))
    if (!signal.aborted) throw error
  }
}

/** One job in a thread of its own. Aborted, the thread is ended in whatever it does: it writes nothing. */
async function work<Result extends Groups | EmbeddingMap>(
  input: JobInput,
  signal: AbortSignal,
  follow: Follow,
): Promise<Result> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./job-worker.ts', import.meta.url))
  const thread = connectThread<JobCalls, JobStep>(
    worker,
    (error) => error ?? new GlanceError('internal', 'The job was interrupted.', 'Start it again.'),
    ({ done, images }) => follow(done, images),
  )
  try {
    return (await thread.call('run', input, { signal })) as Result
  } finally {
    await worker.terminate()
  }
}
