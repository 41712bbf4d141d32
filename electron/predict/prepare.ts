import { join } from 'node:path'
import type { PrelabelJob } from './prelabel-job.ts'
import { getImage } from '../catalog/queries/images.ts'
import { findByHash, type PredictionToStore } from '../catalog/queries/predictions.ts'
import type { ImageContent, ImageRow, Problem } from '../catalog/rows.ts'
import { describeFailure, GlanceError, reasonOf } from '../../models/errors.ts'
import { type DecodedImage, decodeImage } from '../images/decode.ts'
import { hashContent, readImage } from '../images/read.ts'
import { note } from '../project/note.ts'
import { decodeSizes } from '../../models/deit/preprocess.ts'

/** An image that waits for the model. */
export interface Ready {
  kind: 'ready'
  image: ImageRow
  content: ImageContent
  pixels: Uint8Array
}

/** The result of an image before the model: pixels, an equal file's prediction, or a problem. */
export type Prepared =
  Ready | ({ kind: 'copied' } & PredictionToStore) | { kind: 'failed'; image: ImageRow; problem: Problem }

/** Reads and decodes one image. Never throws for what is wrong with the image itself. */
export async function prepareImage(job: PrelabelJob, image: ImageRow): Promise<Prepared> {
  try {
    const root = job.roots.find(({ id }) => id === image.rootId)!
    const bytes = await readImage(join(root.path, image.path), { fileName: image.path })
    const hash = hashContent(bytes)
    const copied = findCopy(job, image, hash)
    if (copied !== null) return copied
    const { preprocessing } = job.model.metadata
    const decoded = await decodeImage(bytes, {
      fileName: image.path,
      sizes: decodeSizes(preprocessing),
      thumbnail: job.thumbnails !== null && !(await job.thumbnails.hasThumbnail(hash)),
    })
    await keepThumbnail(job, hash, decoded)
    const content = { hash, width: decoded.width, height: decoded.height, format: decoded.format }
    return { kind: 'ready', image, content, pixels: decoded.pixels }
  } catch (error) {
    if (!(error instanceof GlanceError)) throw error
    return { kind: 'failed', image, problem: { path: image.path, ...describeFailure(error) } }
  }
}

/** Equal bytes get an equal answer: a duplicate or a moved file costs a read and no decode. */
function findCopy(
  { catalog, todo }: PrelabelJob,
  image: ImageRow,
  hash: Uint8Array,
): Extract<Prepared, { kind: 'copied' }> | null {
  const prediction = findByHash(catalog, todo.modelId, hash, todo.needMaps, todo.minPredictions)
  if (prediction === null) return null
  const { width, height, format } = getImage(catalog, prediction.imageId)!
  if (width === null || height === null || format === null) return null
  const content = { hash, width, height, format }
  return { kind: 'copied', content, prediction: { ...prediction, imageId: image.id } }
}

/** A thumbnail can be made again any time; failing to keep it must not cost the prediction. */
async function keepThumbnail(
  { thumbnails, emit }: PrelabelJob,
  hash: Uint8Array,
  { thumbnail }: DecodedImage,
): Promise<void> {
  if (thumbnails === null || thumbnail === null) return
  try {
    await thumbnails.writeThumbnail(hash, thumbnail)
  } catch (error) {
    emit(note('A thumbnail was not saved: {reason}', { reason: reasonOf(error) }))
  }
}
