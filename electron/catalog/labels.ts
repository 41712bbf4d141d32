import type { LabelRow, LabelSource } from '../contract/data.ts'
import type { Catalog, ReadableCatalog } from './connection.ts'

/** A label as the journal keeps it: enough to put it back as it was. */
export interface StoredLabel {
  classId: number
  source: LabelSource
  author: string
  editId: number
}

/** The labels of an image by class name; at most one today. */
export function getLabels(catalog: ReadableCatalog, imageId: number): LabelRow[] {
  return catalog.all<LabelRow>(
    `SELECT l.image_id AS imageId, c.name AS className, l.source, l.author
     FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = ? ORDER BY c.name`,
    imageId,
  )
}

/** Whether any image of the folder has a label. */
export const hasLabels = (catalog: ReadableCatalog, rootId: number): boolean =>
  catalog.get('SELECT 1 FROM label l JOIN image i ON i.id = l.image_id WHERE i.root_id = ? LIMIT 1', rootId) !== undefined

/** The labels of an image as the journal keeps them. */
export function readLabels(catalog: ReadableCatalog, imageId: number): StoredLabel[] {
  return catalog.all<StoredLabel>(
    'SELECT class_id AS classId, source, author, edit_id AS editId FROM label WHERE image_id = ? ORDER BY class_id',
    imageId,
  )
}

/** Makes `labels` the whole set of an image's labels. Only the journal's code calls this: all else would escape undo. */
export function replaceLabels(catalog: Catalog, imageId: number, labels: readonly StoredLabel[]): void {
  catalog.run('DELETE FROM label WHERE image_id = ?', imageId)
  for (const { classId, source, author, editId } of labels) {
    catalog.run('INSERT INTO label (image_id, class_id, source, author, edit_id) VALUES (?, ?, ?, ?, ?)', imageId, classId, source, author, editId)
  }
}
