import type { Catalog, ReadableCatalog } from '../connection.ts'

/** The mapping of a model's class: its index, and the project's class; null for none. */
export type Mapping = [classIndex: number, classId: number | null]

/** Forgets what these classes of a model are mapped to. */
export function dropClassMap(catalog: Catalog, modelId: number, indices: readonly number[]): void {
  catalog.run(
    'DELETE FROM class_map WHERE model_id = ? AND class_index IN (SELECT value FROM json_each(?))',
    modelId,
    JSON.stringify(indices),
  )
}

/** Maps classes of a model; those not named stay as they are. */
export function writeClassMap(catalog: Catalog, modelId: number, entries: readonly Mapping[]): void {
  catalog.run(
    `INSERT INTO class_map (model_id, class_index, class_id) SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) WHERE true
     ON CONFLICT (model_id, class_index) DO UPDATE SET class_id = excluded.class_id`,
    modelId,
    JSON.stringify(entries),
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

/** Photos that have labels and of which a model predicts one class first. */
export interface LabeledPhotos {
  photos: number
  /** How many of them have each class, by its id. */
  classes: ReadonlyMap<number, number>
}

/** What photos are labeled of which a model predicts each of its classes first, missing ones not counted. */
export function countLabeledPhotos(catalog: ReadableCatalog, modelId: number): Map<number, LabeledPhotos> {
  const labeled = `FROM label l JOIN prediction p ON p.image_id = l.image_id AND p.model_id = ?
    JOIN image i ON i.id = l.image_id AND i.state <> 'missing'`
  const photos = catalog.all<{ classIndex: number; photos: number }>(
    `SELECT p.class_index AS classIndex, count(DISTINCT l.image_id) AS photos ${labeled} GROUP BY 1`,
    modelId,
  )
  const classes = Map.groupBy(
    catalog.all<{ classIndex: number; classId: number; images: number }>(
      `SELECT p.class_index AS classIndex, l.class_id AS classId, count(*) AS images ${labeled} GROUP BY 1, 2`,
      modelId,
    ),
    ({ classIndex }) => classIndex,
  )
  return new Map(
    photos.map(({ classIndex, photos }) => [
      classIndex,
      { photos, classes: new Map(classes.get(classIndex)!.map(({ classId, images }) => [classId, images])) },
    ]),
  )
}
