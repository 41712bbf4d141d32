import { availableParallelism } from 'node:os'
import type { Filter } from '../../library/filters/index.ts'
import { mapKinds } from '../constants.ts'
import { pMapIterable } from 'p-map'
import type { Catalog } from '../../catalog/connection.ts'
import { storeFaithfulness } from '../../catalog/queries/faithfulness.ts'
import { getImage } from '../../catalog/queries/images.ts'
import type { ImageRow } from '../../catalog/rows.ts'
import { describeFailure, GlanceError } from '../../../models/errors.ts'
import type { Emit } from '../../project/events.ts'
import type { Faithfulness, MapKind } from '../calls.ts'
import { drawSample, makeRandom } from '../../lib/random.ts'
import { decodeImage } from '../../images/decode.ts'
import { readImage } from '../../images/read.ts'
import { note } from '../../project/note.ts'
import { JobProgress } from '../../project/job-progress.ts'
import { decodeSizes } from '../../../models/deit/preprocess.ts'
import type { Engine } from '../../../models/runtime/engine.ts'
import type { ModelFile } from '../../../models/runtime/engine-model.ts'
import { type PhotoCurve, summarize } from './curves.ts'
import { mapsOf, seedOf } from './maps.ts'
import { PhotoMeasure, runsOfPhoto, type Subject } from './measure-photos.ts'

export interface FaithfulnessJob {
  catalog: Catalog
  modelId: number
  model: ModelFile & { id: string }
  /** Photos that the sample is drawn from: those that pass `filter`. */
  ids: readonly number[]
  filter: Filter
  photos: number
  steps: number
  seed: number
  /** All that the model has where not given. */
  maps?: readonly MapKind[]
  locate: (image: ImageRow) => string
  /** Opens the model with rollout and attention rows; what it opened is disposed of here. */
  openEngine: () => Promise<Engine>
  signal: AbortSignal
  emit: Emit
}

/**
 * Measures how faithful a model's maps are to what it does, on a sample of photos, and keeps the result with the model.
 * A photo that cannot be read is reported and left out. Cancelled, it leaves what was measured before.
 *
 * @throws GlanceError `wrong-use` where the model has no attention or there is no photo,
 * `unreadable` where none can be read
 */
export async function measureFaithfulness(job: FaithfulnessJob): Promise<Faithfulness> {
  const { catalog, modelId, signal, emit } = job
  const { photos, steps, seed, filter } = job
  const progress = new JobProgress(catalog, 'faithfulness', { modelId, photos, steps, seed, filter }, emit)
  try {
    const result = await run(job, progress)
    storeFaithfulness(catalog, modelId, result)
    progress.finish('done')
    emit({ type: 'changed' })
    return result
  } catch (error) {
    try {
      if (signal.aborted) progress.finish('cancelled')
      else progress.finish('failed', describeFailure(error))
    } catch {
      // A full disk fails here again; the first error is the one to report.
    }
    if (signal.aborted) throw new GlanceError('cancelled', 'Cancelled: nothing was measured.')
    throw error
  }
}

async function run(job: FaithfulnessJob, progress: JobProgress): Promise<Faithfulness> {
  const { model, steps, seed, signal, emit, filter } = job
  const { config, preprocessing } = model.metadata
  if (config === undefined)
    throw new GlanceError(
      'wrong-use',
      '{model} is an external classifier and has no attention maps.',
      'Choose a DeiT or ViT.',
      { params: { model: model.id } },
    )
  const kinds = mapsOf(config, job.maps ?? mapKinds)
  if (kinds.length === 0)
    throw new GlanceError(
      'wrong-use',
      '{model} has no distillation token, so it has none of these maps.',
      'Choose other maps.',
      { params: { model: model.id } },
    )
  const ids = drawSample(makeRandom(seed), job.ids, job.photos)
  if (ids.length === 0) throw new GlanceError('wrong-use', 'There are no photos to measure.', 'Choose another filter.')
  progress.setTotal(ids.length)
  const runs = runsOfPhoto(kinds.length, steps)
  emit(
    note('Faithfulness of {model}: {photos} photos, {maps} maps, {runs} runs of the model a photo.', {
      model: model.id,
      photos: ids.length,
      maps: kinds.length,
      runs,
    }),
  )
  const engine = await job.openEngine()
  try {
    const measure = new PhotoMeasure({ engine, config, preprocessing, kinds, steps, signal })
    const curves = new Map<MapKind, PhotoCurve[]>(kinds.map((kind) => [kind, []]))
    for await (const group of readGroups(job, ids, engine.batchSize, progress)) {
      for await (const photo of measure.measure(group)) {
        for (const [kind, curve] of photo) curves.get(kind)!.push(curve)
        progress.advance(1)
      }
    }
    const measured = curves.get(kinds[0]!)!.length
    if (measured === 0)
      throw new GlanceError(
        'unreadable',
        'None of the {count} photos could be read.',
        'Check the list of problems, then try again.',
        { params: { count: ids.length } },
      )
    return {
      model: model.id,
      photos: measured,
      steps,
      seed,
      filter,
      runs: measure.runs,
      shares: measure.shares,
      measuredAt: Date.now(),
      curves: summarize(measure.shares, curves),
    }
  } finally {
    await engine.dispose()
  }
}

/** Decodes the next photos while the model runs. */
async function* readGroups(
  job: FaithfulnessJob,
  ids: readonly number[],
  size: number,
  progress: JobProgress,
): AsyncGenerator<Subject[]> {
  const atOnce = Math.min(size, availableParallelism())
  const read = pMapIterable(ids, (id) => readSubject(job, id), {
    concurrency: atOnce,
    backpressure: Math.max(atOnce, size),
  })
  let group: Subject[] = []
  for await (const subject of read) {
    if (subject === null) progress.advance(1, 1)
    else group.push(subject)
    if (group.length < size) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}

async function readSubject(
  { catalog, model, locate, seed, emit, signal }: FaithfulnessJob,
  id: number,
): Promise<Subject | null> {
  signal.throwIfAborted()
  const image = getImage(catalog, id)
  if (image === null) return null
  try {
    const bytes = await readImage(locate(image), { fileName: image.path })
    const { pixels } = await decodeImage(bytes, {
      fileName: image.path,
      sizes: decodeSizes(model.metadata.preprocessing),
      thumbnail: false,
    })
    return { pixels, seed: seedOf(seed, id) }
  } catch (error) {
    if (!(error instanceof GlanceError)) throw error
    emit(note('Skipped: {reason}', { reason: error.details }))
    return null
  }
}
