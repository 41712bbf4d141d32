import type { ReadableCatalog } from '../connection.ts'

const readPairs = (catalog: ReadableCatalog, sql: string, ...params: (number | string)[]): [number, number][] =>
  catalog.guard(
    () =>
      catalog.db
        .prepare(sql)
        .raw()
        .all(...params) as [number, number][],
  )

/** Labels that heads learn from, in the order in which they were given: of images with one label. */
export const readTeachingLabels = (catalog: ReadableCatalog): [imageId: number, classId: number][] =>
  readPairs(
    catalog,
    `SELECT image_id, max(class_id) FROM label GROUP BY image_id HAVING count(*) = 1 ORDER BY max(edit_id), image_id`,
  )

/** Classes that a person called wrong, by image. */
export const readAllRejections = (catalog: ReadableCatalog): [imageId: number, classId: number][] =>
  readPairs(catalog, 'SELECT image_id, class_id FROM rejection ORDER BY image_id, class_id')

/** Identifies the state of all labels: another one after every edit, undo and redo. */
export const stampEdits = (catalog: ReadableCatalog): string =>
  catalog.get<{ stamp: string }>(
    `SELECT coalesce((SELECT max(id) FROM edit), 0) || ' ' || (SELECT count(*) FROM edit WHERE undone = 1) AS stamp`,
  )!.stamp

/** How many images that have no label a model predicts to be each of its classes. */
export const countOpenPredictions = (
  catalog: ReadableCatalog,
  modelId: number,
): [classIndex: number, images: number][] =>
  readPairs(
    catalog,
    `SELECT p.class_index, count(*) FROM prediction p
     WHERE p.model_id = ? AND NOT EXISTS (SELECT 1 FROM label l WHERE l.image_id = p.image_id) GROUP BY p.class_index`,
    modelId,
  )

/** How many classes have a label, counted up to `most`. */
export const countLabeledClasses = (catalog: ReadableCatalog, most: number): number =>
  catalog.get<{ classes: number }>(
    `SELECT count(*) AS classes FROM (
       SELECT 1 FROM class c WHERE EXISTS (SELECT 1 FROM label l WHERE l.class_id = c.id) LIMIT ?)`,
    most,
  )!.classes
