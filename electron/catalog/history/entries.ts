import type { Catalog, ReadableCatalog } from '../connection.ts'

/** Adds an entry to the list of edits. */
export function insertEdit(catalog: Catalog, edit: { kind: EditKind; subject: string | null; author: string }): number {
  const sql = 'INSERT INTO edit (kind, subject, author, created_at) VALUES (?, ?, ?, ?)'
  return Number(catalog.run(sql, edit.kind, edit.subject, edit.author, Date.now()).lastInsertRowid)
}

/** Counts what an edit did, once it is done; false where it changed nothing, and then the entry is gone. */
export function closeEdit(catalog: Catalog, editId: number): boolean {
  if (catalog.get('SELECT 1 FROM journal WHERE edit_id = ? LIMIT 1', editId) === undefined) {
    catalog.run('DELETE FROM edit WHERE id = ?', editId)
    return false
  }
  catalog.run(
    'UPDATE edit SET images = (SELECT count(DISTINCT image_id) FROM journal WHERE edit_id = edit.id) WHERE id = ?',
    editId,
  )
  return true
}

/** Says in words what an edit was about, where that is known only after it. */
export function nameEdit(catalog: Catalog, editId: number, subject: string): void {
  catalog.run('UPDATE edit SET subject = ? WHERE id = ?', subject, editId)
}

/** Says what an edit turned out to be, where that is known only after it began. */
export function setEditKind(catalog: Catalog, editId: number, kind: EditKind): void {
  catalog.run('UPDATE edit SET kind = ? WHERE id = ?', kind, editId)
}

/** The images that an edit touched, by id. */
export function listEdited(catalog: ReadableCatalog, editId: number): number[] {
  return catalog
    .all<{ id: number }>(
      'SELECT DISTINCT image_id AS id FROM journal WHERE edit_id = ? AND image_id IS NOT NULL ORDER BY image_id',
      editId,
    )
    .map(({ id }) => id)
}

/** The entry that undo takes back, or null. */
export function findUndoable(catalog: ReadableCatalog): number | null {
  return catalog.get<{ id: number }>('SELECT id FROM edit WHERE undone = 0 ORDER BY id DESC LIMIT 1')?.id ?? null
}

/** The entry that redo repeats, or null. */
export function findRedoable(catalog: ReadableCatalog): number | null {
  return (
    catalog.get<{ id: number }>('SELECT id FROM edit INDEXED BY edit_undone WHERE undone = 1 ORDER BY id LIMIT 1')
      ?.id ?? null
  )
}

/** Moves an entry to the other side of the line between done and undone. */
export function markUndone(catalog: Catalog, editId: number, undone: boolean): void {
  catalog.run('UPDATE edit SET undone = ? WHERE id = ?', Number(undone), editId)
}

/** Forgets what could be redone; their rows of the journal go with them. */
export function dropUndone(catalog: Catalog): void {
  catalog.run('DELETE FROM edit WHERE undone = 1')
}

/** Whether there is such an entry, and on which side of the line. */
export function findEdit(catalog: ReadableCatalog, editId: number): { undone: boolean } | null {
  const row = catalog.get<{ undone: number }>('SELECT undone FROM edit WHERE id = ?', editId)
  return row === undefined ? null : { undone: row.undone === 1 }
}

/** The newest entries first, undone ones included; those before `before` where it is given. */
export function listEdits(catalog: ReadableCatalog, limit: number, before: number | null = null): HistoryEntry[] {
  const rows = catalog.all<Omit<HistoryEntry, 'undone'> & { undone: number }>(
    `SELECT id, kind, subject, author, created_at AS createdAt, undone, images FROM edit WHERE id < ? ORDER BY id DESC LIMIT ?`,
    before ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
  return rows.map((row) => ({ ...row, undone: row.undone === 1 }))
}

/**
 * What an edit did; `subject` says to what: a class, a note, a file;
 * of a `sweep`, which accepts some predictions and rejects others, how many it rejects.
 */
export type EditKind =
  | 'set'
  | 'clear'
  | 'accept'
  | 'add'
  | 'remove'
  | 'reject'
  | 'sweep'
  | 'flag'
  | 'unflag'
  | 'note'
  | 'split'
  | 'splits'
  | 'class-create'
  | 'class-change'
  | 'class-order'
  | 'class-merge'
  | 'class-delete'
  | 'class-import'
  | 'label-mode'
  | 'label-set'
  | 'mapping'
  | 'import'
  | 'resolve'

export interface HistoryEntry {
  id: number
  kind: EditKind
  /** A class, a note, a split, a file's name; null where there is nothing to name. */
  subject: string | null
  author: string
  /** Milliseconds since 1970. */
  createdAt: number
  undone: boolean
  /** Images that it changed. */
  images: number
}
