import type { Score, ImageContent, PredictionRecord } from '../rows.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { recordContent } from './images.ts'

/** A prediction, and what was learned by reading the image; `content` null where the image is `ok` already. */
export interface PredictionToStore {
  content: ImageContent | null
  prediction: PredictionRecord
}

type Pair = [classIndex: number, confidence: number]

interface StoredPrediction {
  imageId: number
  modelId: number
  agreement: number | null
  mapDistance: number | null
  predictions: string
  embeddings: Buffer | null
  rollout: Buffer | null
}

const select = `SELECT p.image_id AS imageId, p.model_id AS modelId, p.agreement, p.map_distance AS mapDistance, d.guesses AS predictions, d.embeddings, d.rollout
  FROM prediction p JOIN prediction_detail d ON d.image_id = p.image_id AND d.model_id = p.model_id`

/** Stores a batch in one transaction; what this model said before about the same images is replaced. */
export function storePredictions(catalog: Catalog, batch: Iterable<PredictionToStore>): void {
  catalog.transaction(() => {
    for (const { content, prediction } of batch) {
      if (content !== null) recordContent(catalog, prediction.imageId, content)
      storePrediction(catalog, prediction)
    }
  }, 'relaxed')
}

function storePrediction(catalog: Catalog, prediction: PredictionRecord): void {
  const { imageId, modelId, fused, cls, dist, agreement, embeddings, rollout, mapDistance } = prediction
  const [best, bestCls, bestDist] = [fused[0], cls[0], dist?.[0]]
  if (best === undefined || bestCls === undefined) throw new Error(`prediction of image ${imageId} without a class`)
  // REPLACE deletes the old row first, and its detail with it.
  catalog.run(
    `INSERT OR REPLACE INTO prediction
       (image_id, model_id, class_index, confidence, cls_index, cls_confidence, dist_index, dist_confidence, agreement, has_maps, guess_count, map_distance, has_embeddings)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    imageId,
    modelId,
    best.classIndex,
    best.confidence,
    bestCls.classIndex,
    bestCls.confidence,
    bestDist?.classIndex ?? null,
    bestDist?.confidence ?? null,
    agreement === null ? null : Number(agreement),
    Number(rollout !== null),
    fused.length,
    mapDistance,
    Number(embeddings !== null),
  )
  catalog.run(
    'INSERT INTO prediction_detail (image_id, model_id, guesses, embeddings, rollout) VALUES (?, ?, ?, ?, ?)',
    imageId,
    modelId,
    JSON.stringify({ fused: toPairs(fused), cls: toPairs(cls), dist: dist && toPairs(dist) }),
    embeddings && new Uint8Array(embeddings.buffer, embeddings.byteOffset, embeddings.byteLength),
    rollout,
  )
}

/** The fewest predictions that any of a model's predictions in these folders keeps; 0 where there are none. */
export function countKeptPredictions(catalog: ReadableCatalog, rootIds: readonly number[], modelId: number): number {
  return (
    catalog.get<{ fewest: number | null }>(
      'SELECT min(p.guess_count) AS fewest FROM image i JOIN prediction p ON p.image_id = i.id WHERE i.root_id IN (SELECT value FROM json_each(?)) AND p.model_id = ?',
      JSON.stringify(rootIds),
      modelId,
    )?.fewest ?? 0
  )
}

/** What a model said about an image, exactly as it was stored, or null. */
export function getPrediction(catalog: ReadableCatalog, imageId: number, modelId: number): PredictionRecord | null {
  const row = catalog.get<StoredPrediction>(`${select} WHERE p.image_id = ? AND p.model_id = ?`, imageId, modelId)
  return row === undefined ? null : readPrediction(row)
}

/**
 * What a model said about any image with the same bytes, embeddings included, or null: duplicates and moved files need
 * no second run.
 */
export function findByHash(
  catalog: ReadableCatalog,
  modelId: number,
  hash: Uint8Array,
  needMaps: boolean,
  minPredictions = 1,
): PredictionRecord | null {
  const row = catalog.get<StoredPrediction>(
    `${select} JOIN image i ON i.id = p.image_id WHERE i.hash = ? AND p.model_id = ? AND p.has_maps >= ? AND p.guess_count >= ? AND p.has_embeddings = 1
     ORDER BY p.has_maps DESC, p.guess_count DESC LIMIT 1`,
    hash,
    modelId,
    Number(needMaps),
    minPredictions,
  )
  return row === undefined ? null : readPrediction(row)
}

function readPrediction(row: StoredPrediction): PredictionRecord {
  const predictions = JSON.parse(row.predictions) as { fused: Pair[]; cls: Pair[]; dist: Pair[] | null }
  return {
    imageId: row.imageId,
    modelId: row.modelId,
    fused: fromPairs(predictions.fused),
    cls: fromPairs(predictions.cls),
    dist: predictions.dist && fromPairs(predictions.dist),
    agreement: row.agreement === null ? null : row.agreement === 1,
    // Copied: SQLite's buffers start anywhere, floats must be aligned. Every platform we ship to is little endian.
    embeddings: row.embeddings && new Float32Array(new Uint8Array(row.embeddings).buffer),
    rollout: row.rollout && new Uint8Array(row.rollout),
    mapDistance: row.mapDistance,
  }
}

function toPairs(predictions: readonly Score[]): Pair[] {
  return predictions.map(({ classIndex, confidence }) => [classIndex, confidence])
}

/** The predictions of a stored list of pairs. JSON keeps every bit of a double. */
export function fromPairs(pairs: readonly Pair[]): Score[] {
  return pairs.map(([classIndex, confidence]) => ({ classIndex, confidence }))
}
