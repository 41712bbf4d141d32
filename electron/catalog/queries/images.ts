import { resolve } from 'node:path'
import type { ImageContent, ImageRow, ImageState, Problem } from '../rows.ts'
import { type Failure, GlanceError } from '../../../models/errors.ts'
import { type KeptFailure, packDetails, readFailure } from '../error-details.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'

/** The columns of an ImageRow; for queries in this room that select from `image`. */
export const imageColumns = `id, root_id AS rootId, path, size, mtime, state, hash, width, height, format,
  error_code AS errorCode, error_message AS errorMessage`

/** A plain Uint8Array in place of the Buffer that SQLite gives, so that the row crosses processes as its type says. */
export function readImage(row: ImageRow): ImageRow {
  return row.hash === null ? row : { ...row, hash: new Uint8Array(row.hash) }
}

/** The id of a folder, made known if it is not. */
export function ensureRoot(catalog: Catalog, absolutePath: string): number {
  const path = resolve(absolutePath)
  const sql = 'SELECT id FROM root WHERE path = ?'
  const known = catalog.get<{ id: number }>(sql, path)
  return known?.id ?? Number(catalog.run('INSERT INTO root (path) VALUES (?)', path).lastInsertRowid)
}

/** The folders that the catalog knows. */
export function listRoots(catalog: ReadableCatalog): { id: number; path: string }[] {
  return catalog.all<{ id: number; path: string }>('SELECT id, path FROM root ORDER BY id')
}

/** The image, or null. */
export function getImage(catalog: ReadableCatalog, imageId: number): ImageRow | null {
  const row = catalog.get<ImageRow>(`SELECT ${imageColumns} FROM image WHERE id = ?`, imageId)
  return row === undefined ? null : readImage(row)
}

/** @throws GlanceError `not-found` for an image that is not in the catalog */
export function checkImages(catalog: ReadableCatalog, imageIds: readonly number[]): void {
  const sql = 'SELECT value AS id FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM image i WHERE i.id = value) LIMIT 1'
  const unknown = catalog.get<{ id: number }>(sql, JSON.stringify(imageIds))
  if (unknown !== undefined)
    throw new GlanceError('not-found', 'There is no image {id} in the project file {file}.', '', {
      params: { id: unknown.id, file: catalog.file },
    })
}

/** The image at a path relative to its root, or null. */
export function findImage(catalog: ReadableCatalog, rootId: number, path: string): ImageRow | null {
  const row = catalog.get<ImageRow>(`SELECT ${imageColumns} FROM image WHERE root_id = ? AND path = ?`, rootId, path)
  return row === undefined ? null : readImage(row)
}

/** The image was read: it is `ok`, whatever was wrong before. */
export function recordContent(catalog: Catalog, imageId: number, content: ImageContent): void {
  catalog.transaction(
    () =>
      catalog.run(
        `UPDATE image SET state = 'ok', hash = ?, width = ?, height = ?, format = ?, error_code = NULL, error_message = NULL, error_details = NULL WHERE id = ?`,
        content.hash,
        content.width,
        content.height,
        content.format,
        imageId,
      ),
    'relaxed',
  )
}

/** The image could not be read. It is tried again by the next run. */
export function recordFailure(catalog: Catalog, imageId: number, failure: Failure): void {
  catalog.transaction(
    () =>
      catalog.run(
        `UPDATE image SET state = 'failed', hash = NULL, width = NULL, height = NULL, format = NULL, error_code = ?, error_message = ?, error_details = ? WHERE id = ?`,
        failure.code,
        failure.message,
        packDetails(failure.details),
        imageId,
      ),
    'relaxed',
  )
}

/**
 * What could not be read, in bytewise path order:
 * images that could not be read, and what the last scan could not reach.
 */
export function listProblems(catalog: ReadableCatalog, rootId: number): Problem[] {
  const rows = catalog.all<KeptFailure & { path: string }>(
    `SELECT path, error_code AS code, error_message AS message, error_details AS details FROM image WHERE root_id = ? AND state = 'failed'
     UNION ALL SELECT path, code, message, details FROM scan_problem WHERE root_id = ? ORDER BY path`,
    rootId,
    rootId,
  )
  return rows.map(({ path, ...kept }) => ({ path, ...readFailure(kept) }))
}

/** How many images of a root are in each state. */
export function countImages(catalog: ReadableCatalog, rootId: number): Record<ImageState, number> {
  const counts: Record<ImageState, number> = { new: 0, ok: 0, failed: 0, missing: 0 }
  const rows = catalog.all<{ state: ImageState; count: number }>(
    'SELECT state, count(*) AS count FROM image WHERE root_id = ? GROUP BY state',
    rootId,
  )
  for (const { state, count } of rows) counts[state] = count
  return counts
}

/** Images with the same bytes. */
export interface DuplicateGroup {
  hash: Uint8Array
  images: { id: number; path: string }[]
}

/**
 * Groups of two or more images of a root with equal bytes,
 * each group in bytewise path order. Missing ones do not count.
 */
export function listDuplicates(catalog: ReadableCatalog, rootId: number): DuplicateGroup[] {
  const rows = catalog.all<{ id: number; path: string; hash: Buffer }>(
    `WITH present AS (SELECT id, path, hash FROM image WHERE root_id = ? AND state <> 'missing' AND hash IS NOT NULL)
     SELECT id, path, hash FROM present
     WHERE hash IN (SELECT hash FROM present GROUP BY hash HAVING count(*) > 1) ORDER BY hash, path`,
    rootId,
  )
  const groups: DuplicateGroup[] = []
  for (const { id, path, hash } of rows) {
    const last = groups.at(-1)
    if (last !== undefined && hash.equals(last.hash)) last.images.push({ id, path })
    else groups.push({ hash: new Uint8Array(hash), images: [{ id, path }] })
  }
  return groups
}
