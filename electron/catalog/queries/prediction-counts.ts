import type { ReadableCatalog } from '../connection.ts'

/** How many images each model predicted, by the model's id. */
export function countPredictions(catalog: ReadableCatalog): Map<number, number> {
  const rows = catalog.all<{ modelId: number; images: number }>(
    `SELECT p.model_id AS modelId, count(*) AS images FROM prediction p JOIN image i ON i.id = p.image_id WHERE i.state <> 'missing' GROUP BY p.model_id`,
  )
  return new Map(rows.map(({ modelId, images }) => [modelId, images]))
}
