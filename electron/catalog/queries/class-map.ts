import type { Catalog, ReadableCatalog } from '../connection.ts'

/** The mapping of a model's class: its index, and the project's class; null removes the mapping. */
export type Mapping = [classIndex: number, classId: number | null]

/** The classes of a model that are mapped to a class of the project. */
export function readClassMap(catalog: ReadableCatalog, modelId: number): Map<number, number> {
  const rows = catalog.all<{ classIndex: number; classId: number }>(
    'SELECT class_index AS classIndex, class_id AS classId FROM class_map WHERE model_id = ?',
    modelId,
  )
  return new Map(rows.map(({ classIndex, classId }) => [classIndex, classId]))
}

/** Maps classes of a model; those not named stay as they are. */
export function writeClassMap(catalog: Catalog, modelId: number, entries: readonly Mapping[]): void {
  const json = JSON.stringify(entries)
  catalog.run(
    `DELETE FROM class_map WHERE model_id = ? AND class_index IN (SELECT value ->> 0 FROM json_each(?) WHERE value ->> 1 IS NULL)`,
    modelId,
    json,
  )
  catalog.run(
    `INSERT INTO class_map (model_id, class_index, class_id) SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) WHERE value ->> 1 IS NOT NULL
     ON CONFLICT (model_id, class_index) DO UPDATE SET class_id = excluded.class_id`,
    modelId,
    json,
  )
}

/** How many images have each class of a model as their first prediction, missing ones not counted. */
export function countFirstPredictions(catalog: ReadableCatalog, modelId: number): Map<number, number> {
  const rows = catalog.all<{ classIndex: number; images: number }>(
    `SELECT p.class_index AS classIndex, count(*) AS images FROM prediction p JOIN image i ON i.id = p.image_id
     WHERE p.model_id = ? AND i.state <> 'missing' GROUP BY 1`,
    modelId,
  )
  return new Map(rows.map(({ classIndex, images }) => [classIndex, images]))
}
