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

/** A label that others contradict, and one of the classes that they give. */
export interface Contradiction {
  imageId: number
  classId: number
  otherId: number
  /** By an equal file or a near-duplicate that has another label, or by another annotator. */
  reason: 'duplicate' | 'annotator'
}

/** Labels of equal files and near-duplicates that differ, and labels that another annotator's contradict. */
export const listContradictions = (catalog: ReadableCatalog): Contradiction[] =>
  catalog.all<Contradiction>(
    `WITH member AS (
       SELECT 'hash ' || hex(i.hash) AS grp, i.id, l.class_id FROM image i JOIN label l ON l.image_id = i.id
       WHERE i.hash IS NOT NULL AND i.state <> 'missing'
       UNION ALL
       SELECT 'near ' || d.group_id, d.image_id, l.class_id FROM near_duplicate d JOIN label l ON l.image_id = d.image_id
     ), mixed AS (SELECT grp FROM member GROUP BY grp HAVING count(DISTINCT class_id) > 1)
     SELECT m.id AS imageId, m.class_id AS classId,
       (SELECT min(o.class_id) FROM member o WHERE o.grp = m.grp AND o.class_id <> m.class_id) AS otherId, 'duplicate' AS reason
     FROM member m JOIN mixed USING (grp)
     UNION
     SELECT c.image_id, l.class_id, v.class_id, 'annotator'
     FROM conflict c JOIN label l ON l.image_id = c.image_id JOIN vote v ON v.image_id = c.image_id AND v.author = c.author
     WHERE v.class_id <> l.class_id
     ORDER BY 4, 1, 3`,
  )
