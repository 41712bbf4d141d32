import type { PrelabelJob } from './prelabel-job.ts'
import { availableParallelism } from 'node:os'
import { pMapIterable } from 'p-map'
import { describeFailure } from '../../models/errors.ts'
import type { ImageRow } from '../catalog/rows.ts'
import { recordFailure } from '../catalog/queries/images.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { countTodo, takeTodo } from '../catalog/queries/todo.ts'
import { JobProgress } from '../project/job-progress.ts'
import { readPrediction } from './read-prediction.ts'
import { type Prepared, prepareImage, type Ready } from './prepare.ts'

export interface PrelabelCounts {
  inferred: number
  copied: number
  failed: number
  cancelled: boolean
}

/** Rows of the to-do query that are held at once. */
const pageSize = 256
/** Decoding runs in libuv's pool: as many photos at once as it has threads, so that no core waits for a file. */
const decodesAtOnce = Math.max(4, availableParallelism())

/**
 * Pre-labels what is still to do. Decoding, inference and storing overlap and push back on each other: at most a few
 * batches of pixels are ever in memory. Every batch is committed before it is counted, so a run that is aborted or
 * killed resumes there. An image that fails is recorded and named, and stops nothing.
 */
export async function prelabelTodo(job: PrelabelJob): Promise<PrelabelCounts> {
  const { catalog, engine, signal } = job
  const progress = new JobProgress(
    catalog,
    'prelabel',
    { rootIds: job.roots.map(({ id }) => id), modelId: job.todo.modelId },
    job.emit,
  )
  const counts: PrelabelCounts = { inferred: 0, copied: 0, failed: 0, cancelled: false }
  try {
    progress.setTotal(job.roots.reduce((total, { id }) => total + countTodo(catalog, { ...job.todo, rootId: id }), 0))
    const backpressure = Math.max(decodesAtOnce, 2 * engine.batchSize)
    const prepared = pMapIterable(readTodo(job), (image) => prepareImage(job, image), {
      concurrency: decodesAtOnce,
      backpressure,
    })
    const batches = gather(prepared, engine.batchSize)
    const answered = pMapIterable(batches, (batch) => infer(job, batch), {
      concurrency: engine.capacity,
      backpressure: engine.capacity,
    })
    for await (const batch of answered) {
      store(job, batch)
      counts.inferred += batch.ready.length
      counts.copied += batch.copied.length
      counts.failed += batch.failed.length
      progress.advance(batch.ready.length + batch.copied.length + batch.failed.length, batch.failed.length)
    }
    counts.cancelled = signal.aborted
    progress.finish(signal.aborted ? 'cancelled' : 'done')
    return counts
  } catch (error) {
    try {
      if (signal.aborted) progress.finish('cancelled')
      else progress.finish('failed', describeFailure(error, { withHint: false }))
    } catch {
      // A full disk fails here again; the first error is the one to report.
    }
    throw error
  }
}

/** The to-do query page by page; an abort ends it, and what is under way behind it is finished and stored. */
function* readTodo(job: PrelabelJob): Generator<ImageRow> {
  for (const { id } of job.roots) yield* readTodoOf(job, id)
}

function* readTodoOf({ catalog, todo, signal }: PrelabelJob, rootId: number): Generator<ImageRow> {
  const stopped = (): boolean => signal.aborted // a call, because it changes while this generator sleeps
  let after: { path: string } | null = null
  while (!stopped()) {
    const page: ImageRow[] = takeTodo(catalog, { ...todo, rootId, after, limit: pageSize })
    for (const image of page) {
      if (stopped()) return
      yield image
    }
    if (page.length < pageSize) return
    after = page.at(-1)!
  }
}

/** What one step of the pipeline carries: images with pixels for one run of the model, and those that need none. */
interface Batch {
  ready: Ready[]
  copied: Extract<Prepared, { kind: 'copied' }>[]
  failed: Extract<Prepared, { kind: 'failed' }>[]
}

async function* gather(prepared: AsyncIterable<Prepared>, batchSize: number): AsyncGenerator<Batch> {
  let batch: Batch = { ready: [], copied: [], failed: [] }
  for await (const image of prepared) {
    if (image.kind === 'ready') batch.ready.push(image)
    else if (image.kind === 'copied') batch.copied.push(image)
    else batch.failed.push(image)
    // A folder of copies or of broken files must not pile up unsaved either.
    if (batch.ready.length === batchSize || batch.copied.length + batch.failed.length >= pageSize) {
      yield batch
      batch = { ready: [], copied: [], failed: [] }
    }
  }
  if (batch.ready.length + batch.copied.length + batch.failed.length > 0) yield batch
}

type Answered = Batch & { predictions: Parameters<typeof storePredictions>[1] }

async function infer({ engine, model, todo, topK }: PrelabelJob, batch: Batch): Promise<Answered> {
  if (batch.ready.length === 0) return { ...batch, predictions: [] }
  const size = batch.ready[0]!.pixels.length
  const pixels = new Uint8Array(batch.ready.length * size)
  batch.ready.forEach((image, index) => pixels.set(image.pixels, index * size))
  const output = await engine.run(pixels)
  const predictions = batch.ready.map(({ image, content }, index) => ({
    content,
    prediction: readPrediction(output, index, { model, imageId: image.id, modelId: todo.modelId, topK }),
  }))
  // The pixels have done their work; the batch waits for its turn without them.
  return { ...batch, predictions }
}

function store({ catalog, emit }: PrelabelJob, { predictions, copied, failed }: Answered): void {
  catalog.transaction(() => {
    storePredictions(catalog, [...predictions, ...copied])
    for (const { image, problem } of failed) recordFailure(catalog, image.id, problem)
  }, 'relaxed')
  for (const { problem } of failed) emit({ type: 'problem', problem })
}
