import type { Catalog } from '../connection.ts'
import { dropRejected } from './rejections.ts'

const ofThese = 'class_id IN (SELECT value FROM json_each(?))'

/**
 * Everything that was said with the classes `from` is said with `into` from now on. An image that had several of them
 * keeps one label: a person's before an imported one, the newer before the older. Rows are made and deleted, never
 * given another key: the journal identifies rows by their keys.
 */
export function moveUses(catalog: Catalog, from: readonly number[], into: number): void {
  const ids = JSON.stringify(from)
  catalog.run(
    `INSERT OR IGNORE INTO label (image_id, class_id, source, author, edit_id)
     SELECT image_id, ?, source, author, edit_id FROM label WHERE ${ofThese} ORDER BY image_id, source = 'person' DESC, edit_id DESC, class_id`,
    into,
    ids,
  )
  catalog.run(
    `INSERT OR IGNORE INTO vote (image_id, author, class_id, edit_id)
     SELECT image_id, author, ?, edit_id FROM vote WHERE ${ofThese} ORDER BY image_id, author, edit_id DESC, class_id`,
    into,
    ids,
  )
  catalog.run(
    `INSERT OR IGNORE INTO rejection (image_id, class_id) SELECT image_id, ? FROM rejection WHERE ${ofThese}`,
    into,
    ids,
  )
  catalog.run(`UPDATE class_map SET class_id = ? WHERE ${ofThese}`, into, ids)
  removeUses(catalog, from)
  // What is the label cannot be rejected, too.
  dropRejected(catalog, 'SELECT image_id, class_id FROM label WHERE class_id = ?', into)
}

/** Takes back everything that was said with these classes. */
export function removeUses(catalog: Catalog, ids: readonly number[]): void {
  for (const table of ['label', 'vote', 'rejection', 'class_map'])
    catalog.run(`DELETE FROM ${table} WHERE ${ofThese}`, JSON.stringify(ids))
  dropSettledConflicts(catalog)
}

/**
 * Ends the conflicts that are none any more: the annotator says what the label says, or one of the two says nothing.
 */
export function dropSettledConflicts(catalog: Catalog): void {
  const labels = 'SELECT class_id FROM label WHERE image_id = conflict.image_id'
  const votes = 'SELECT class_id FROM vote WHERE image_id = conflict.image_id AND author = conflict.author'
  catalog.run(
    `DELETE FROM conflict WHERE NOT EXISTS (${labels}) OR NOT EXISTS (${votes})
       OR (NOT EXISTS (${labels} EXCEPT ${votes}) AND NOT EXISTS (${votes} EXCEPT ${labels}))`,
  )
}
