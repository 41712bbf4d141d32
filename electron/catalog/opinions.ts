import type { ReadableCatalog } from './connection.ts'

/** How many images each model predicted, by the model's id. */
export function countPredictions(catalog: ReadableCatalog): Map<number, number> {
  const rows = catalog.all<{ modelId: number; images: number }>(
    `SELECT p.model_id AS modelId, count(*) AS images FROM prediction p JOIN image i ON i.id = p.image_id WHERE i.state <> 'missing' GROUP BY p.model_id`,
  )
  return new Map(rows.map(({ modelId, images }) => [modelId, images]))
}

/** First guesses of both heads of a model, as indexes of its classes. */
export interface HeadGuesses { imageId: number; classIndex: number; distIndex: number | null }

/** Of these images, those that the model predicted. */
export const readHeadGuesses = (catalog: ReadableCatalog, modelId: number, ids: readonly number[]): HeadGuesses[] => catalog.all<HeadGuesses>(
  'SELECT image_id AS imageId, cls_index AS classIndex, dist_index AS distIndex FROM prediction WHERE model_id = ? AND image_id IN (SELECT value FROM json_each(?))',
  modelId, JSON.stringify(ids),
)
