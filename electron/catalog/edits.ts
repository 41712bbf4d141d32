import type { LabelSource } from '../contract/data.ts'
import type { Catalog, ReadableCatalog } from './connection.ts'
import type { StoredLabel } from './labels.ts'

/** `set` gave a class to images, `clear` took theirs away, `accept` made every image's guess its label. */
export type EditKind = 'set' | 'clear' | 'accept'

/** One entry of the journal. */
export interface EditRow {
  id: number
  kind: EditKind
  /** The class that was set; null for the others. */
  subject: string | null
  author: string
  /** Milliseconds since 1970. */
  createdAt: number
  undone: boolean
  /** How many images it changed. */
  images: number
}

/** One image's labels before and after an edit. */
export interface EditChange {
  imageId: number
  before: StoredLabel[]
  after: StoredLabel[]
}

type Packed = [classId: number, source: LabelSource, author: string, editId: number]

/** Adds an entry to the journal. */
export function insertEdit(catalog: Catalog, edit: { kind: EditKind; subject: string | null; author: string }): number {
  const sql = 'INSERT INTO edit (kind, subject, author, created_at) VALUES (?, ?, ?, ?)'
  return Number(catalog.run(sql, edit.kind, edit.subject, edit.author, Date.now()).lastInsertRowid)
}

/** Adds an image's change to an entry. */
export function insertChange(catalog: Catalog, editId: number, { imageId, before, after }: EditChange): void {
  catalog.run('INSERT INTO edit_change (edit_id, image_id, before, after) VALUES (?, ?, ?, ?)', editId, imageId, pack(before), pack(after))
}

/** The changes of an entry. */
export function listChanges(catalog: ReadableCatalog, editId: number): EditChange[] {
  const rows = catalog.all<{ imageId: number; before: string; after: string }>(
    'SELECT image_id AS imageId, before, after FROM edit_change WHERE edit_id = ? ORDER BY image_id',
    editId,
  )
  return rows.map(({ imageId, before, after }) => ({ imageId, before: unpack(before), after: unpack(after) }))
}

/** The entry that undo takes back, or null. */
export function findUndoable(catalog: ReadableCatalog): number | null {
  return catalog.get<{ id: number }>('SELECT id FROM edit WHERE undone = 0 ORDER BY id DESC LIMIT 1')?.id ?? null
}

/** The entry that redo repeats, or null. */
export function findRedoable(catalog: ReadableCatalog): number | null {
  return catalog.get<{ id: number }>('SELECT id FROM edit INDEXED BY edit_undone WHERE undone = 1 ORDER BY id LIMIT 1')?.id ?? null
}

/** Moves an entry to the other side of the line between done and undone. */
export function markUndone(catalog: Catalog, editId: number, undone: boolean): void {
  catalog.run('UPDATE edit SET undone = ? WHERE id = ?', Number(undone), editId)
}

/** Forgets what could be redone; their changes go with them. */
export function dropUndone(catalog: Catalog): void {
  catalog.run('DELETE FROM edit WHERE undone = 1')
}

/** The newest entries first, undone ones included. */
export function listEdits(catalog: ReadableCatalog, limit: number): EditRow[] {
  const rows = catalog.all<Omit<EditRow, 'undone'> & { undone: number }>(
    `SELECT id, kind, subject, author, created_at AS createdAt, undone,
       (SELECT count(*) FROM edit_change WHERE edit_id = edit.id) AS images
     FROM edit ORDER BY id DESC LIMIT ?`,
    limit,
  )
  return rows.map((row) => ({ ...row, undone: row.undone === 1 }))
}

function pack(labels: readonly StoredLabel[]): string {
  return JSON.stringify(labels.map(({ classId, source, author, editId }): Packed => [classId, source, author, editId]))
}

function unpack(json: string): StoredLabel[] {
  return (JSON.parse(json) as Packed[]).map(([classId, source, author, editId]) => ({ classId, source, author, editId }))
}
