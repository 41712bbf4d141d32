import type { ReadableCatalog } from '../connection.ts'

/**
 * The images with the same bytes as this one, and those in its group of near-duplicates, itself among them,
 * by id. Missing ones do not count.
 */
export function listDuplicatesOf(catalog: ReadableCatalog, imageId: number): number[] {
  return catalog
    .all<{ id: number }>(
      `SELECT id FROM image WHERE state <> 'missing' AND id IN (
       SELECT ? UNION SELECT o.id FROM image i JOIN image o ON o.hash = i.hash WHERE i.id = ?
       UNION SELECT o.image_id FROM near_duplicate n JOIN near_duplicate o ON o.group_id = n.group_id WHERE n.image_id = ?
     ) ORDER BY id`,
      imageId,
      imageId,
      imageId,
    )
    .map(({ id }) => id)
}
