import type { Catalog, ReadableCatalog, SqlValue } from '../connection.ts'
import type { ClassRef } from '../shown-prediction.ts'
import { checkImages } from './images.ts'

/** A class that is wrong for an image: the project's by its id, one that only the model has by its name there. */
export type Rejection = readonly [imageId: number, ref: ClassRef]

/**
 * Notes predictions as wrong for their images.
 * @throws GlanceError `not-found` for an image that is not in the catalog
 */
export function addRejections(catalog: Catalog, entries: readonly Rejection[]): void {
  checkImages(
    catalog,
    entries.map(([id]) => id),
  )
  catalog.run(
    'INSERT OR IGNORE INTO rejection (image_id, class_id) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    JSON.stringify(entries.filter(([, ref]) => typeof ref === 'number')),
  )
  catalog.run(
    'INSERT OR IGNORE INTO model_rejection (image_id, name) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    JSON.stringify(entries.filter(([, ref]) => typeof ref === 'string')),
  )
}

/** What is given after all is no longer wrong. `given`: a query of images and classes. */
export function dropRejected(catalog: Catalog, given: string, ...params: SqlValue[]): void {
  catalog.run(`DELETE FROM rejection WHERE (image_id, class_id) IN (${given})`, ...params)
  if (catalog.get('SELECT 1 FROM model_rejection LIMIT 1') === undefined) return
  catalog.run(
    `DELETE FROM model_rejection WHERE (image_id, name) IN (
       WITH given (image_id, class_id) AS (${given})
       SELECT g.image_id, c.name FROM given g JOIN class c ON c.id = g.class_id
       UNION ALL SELECT g.image_id, c.original_name FROM given g JOIN class c ON c.id = g.class_id)`,
    ...params,
  )
}

/**
 * Rejections by the model's name, as classes of the project: where it has a class of that name by now or, where none
 * has it, the newest that had it originally.
 */
const ofNames = `SELECT m.image_id, coalesce((SELECT c.id FROM class c WHERE c.name = m.name), (SELECT max(c.id) FROM class c WHERE c.original_name = m.name)) AS class_id, m.name FROM model_rejection m`

/** Classes of the project that a person called wrong, by image. */
export const readAllRejections = (catalog: ReadableCatalog): [imageId: number, classId: number][] =>
  catalog.guard(
    () =>
      catalog.db
        .prepare(
          `SELECT image_id, class_id FROM rejection
           UNION SELECT image_id, class_id FROM (${ofNames}) WHERE class_id IS NOT NULL ORDER BY image_id, class_id`,
        )
        .raw()
        .all() as [number, number][],
  )

/** The classes that a person called wrong for an image, the project's in their order, then the model's. */
export const listRejected = (catalog: ReadableCatalog, imageId: number): string[] =>
  catalog
    .all<{ name: string }>(
      `SELECT name FROM (
         SELECT c.name, c.position, c.id FROM (
           SELECT class_id FROM rejection WHERE image_id = ?
           UNION SELECT class_id FROM (${ofNames} WHERE m.image_id = ?)) r JOIN class c ON c.id = r.class_id
         UNION ALL SELECT name, NULL, NULL FROM (${ofNames} WHERE m.image_id = ?) WHERE class_id IS NULL
       ) ORDER BY position IS NULL, position, id, name`,
      imageId,
      imageId,
      imageId,
    )
    .map(({ name }) => name)
