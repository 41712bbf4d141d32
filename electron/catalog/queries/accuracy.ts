import type { ReadableCatalog } from '../connection.ts'

/** An image that has labels, and what a model predicted first. */
export interface LabeledPrediction {
  imageId: number
  /** Class ids. */
  labels: number[]
  classIndex: number
  confidence: number
}

/** The last of the next images that have labels; null where there are none after `after`. */
export const findLabeledEnd = (catalog: ReadableCatalog, after: number, limit: number): number | null =>
  catalog.get<{ last: number | null }>(
    'SELECT max(id) AS last FROM (SELECT DISTINCT image_id AS id FROM label WHERE image_id > ? ORDER BY image_id LIMIT ?)',
    after,
    limit,
  )?.last ?? null

/**
 * Images with ids behind `after` and up to `last` that have labels and a prediction of the model,
 * in the order of their ids; missing ones not counted, as nowhere.
 */
export function readLabeledPredictions(
  catalog: ReadableCatalog,
  modelId: number,
  { after, last }: { after: number; last: number },
): LabeledPrediction[] {
  const rows = catalog.all<Omit<LabeledPrediction, 'labels'> & { labels: string }>(
    `SELECT l.image_id AS imageId, json_group_array(l.class_id) AS labels, p.class_index AS classIndex, p.confidence
     FROM label l JOIN prediction p ON p.image_id = l.image_id AND p.model_id = ? JOIN image i ON i.id = l.image_id AND i.state <> 'missing'
     WHERE l.image_id > ? AND l.image_id <= ? GROUP BY l.image_id ORDER BY l.image_id`,
    modelId,
    after,
    last,
  )
  return rows.map((row) => ({ ...row, labels: JSON.parse(row.labels) as number[] }))
}
