import type { Catalog } from '../connection.ts'

/** How many images an audit is about. */
export interface Scope {
  /** Those that the statement is about: decided one by one, or of the population. */
  total: number
  /** Those that are sampled: nobody decided them one by one. */
  population: number
  /** Those that have neither a label nor a prediction, several labels, or a file that cannot be read. */
  outside: number
}

/** Whether an image is there and, as far as is known, can be read. */
export const isReadable = (image: string): string => `${image}.state IN ('new', 'ok')`

/**
 * By itself: as the only image of an edit, or as a photo of an audit.
 * What an import or another project brought was looked at by nobody here.
 */
const isDecided = `(l.source = 'person' AND EXISTS (SELECT 1 FROM edit e WHERE e.id = l.edit_id AND e.images = 1 AND e.kind <> 'import'))
  OR EXISTS (SELECT 1 FROM audit_image a WHERE a.image_id = l.image_id AND a.verdict = l.class_id)`

/**
 * Puts every image that is there into a temporary table that the functions below work on, with the class that is frozen
 * for it: its label, else its prediction, none where it is outside.
 */
export function stageScope(catalog: Catalog, predictions: ReadonlyMap<number, number>): Scope {
  catalog.run('CREATE TEMP TABLE IF NOT EXISTS predicted (image_id INTEGER PRIMARY KEY, class_id INTEGER NOT NULL)')
  catalog.run(
    'CREATE TEMP TABLE IF NOT EXISTS scope (image_id INTEGER PRIMARY KEY, class_id INTEGER, decided INTEGER NOT NULL, content BLOB)',
  )
  dropScope(catalog)
  catalog.run(
    'INSERT INTO predicted SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    JSON.stringify([...predictions]),
  )
  catalog.run(
    `INSERT INTO scope
     SELECT id, class_id, decided AND class_id IS NOT NULL, content FROM (
       SELECT i.id, CASE WHEN NOT ${isReadable('i')} OR count(l.class_id) > 1 THEN NULL ELSE coalesce(l.class_id, p.class_id) END AS class_id,
         coalesce(${isDecided}, 0) AS decided, substr(i.hash, 1, 8) AS content
       FROM image i LEFT JOIN label l ON l.image_id = i.id LEFT JOIN predicted p ON p.image_id = i.id
       WHERE i.state <> 'missing' GROUP BY i.id
     )`,
  )
  return catalog.get<Scope>(
    `SELECT count(class_id) AS total, coalesce(sum(class_id IS NOT NULL AND NOT decided), 0) AS population,
       count(*) - count(class_id) AS outside FROM scope`,
  )!
}

/** A class of the predictions that the project does not have, or null. */
export const findUnknownClass = (catalog: Catalog): number | null =>
  catalog.get<{ id: number }>(
    'SELECT class_id AS id FROM predicted p WHERE NOT EXISTS (SELECT 1 FROM class c WHERE c.id = p.class_id) LIMIT 1',
  )?.id ?? null

/** The ids of the population, ascending. */
export const listPopulation = (catalog: Catalog): number[] =>
  catalog
    .all<{ id: number }>(
      'SELECT image_id AS id FROM scope WHERE class_id IS NOT NULL AND NOT decided ORDER BY image_id',
    )
    .map(({ id }) => id)

/** Keeps the staged images as those of an audit, of which the sample is shown in its order. */
export function freezeScope(catalog: Catalog, auditId: number, sample: readonly number[]): void {
  catalog.run(
    `INSERT INTO audit_image (audit_id, image_id, class_id, decided, content)
     SELECT ?, image_id, class_id, decided, content FROM scope ORDER BY image_id`,
    auditId,
  )
  for (const [place, imageId] of sample.entries())
    catalog.run('UPDATE audit_image SET place = ? WHERE audit_id = ? AND image_id = ?', place, auditId, imageId)
}

/** Empties the temporary tables, which are held in memory. */
export function dropScope(catalog: Catalog): void {
  catalog.run('DELETE FROM predicted')
  catalog.run('DELETE FROM scope')
}
