import type Database from 'better-sqlite3'
import type { Migration } from './migration.ts'

type Row = (string | number | null)[]

/** Values of a journaled row of `class` before this migration. */
const width = 8
/** More than any project has: what is beyond is no id of ours, and must not use up those that are left. */
const mostIds = 2 ** 31

/**
 * A class keeps its original name, by which a model's class is found to be it after it was renamed. And no class gets
 * the id of a deleted one (AUTOINCREMENT): filters and pages that still have the id would mean the new class.
 */
export const classIdentityMigration: Migration = {
  version: 100,
  name: 'class identity',
  up: (db) => {
    const { originals, lastId } = widenJournal(db)
    db.exec(`
      CREATE TABLE new_class (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        position INTEGER NOT NULL DEFAULT 0,
        colour TEXT,
        key TEXT,
        description TEXT NOT NULL DEFAULT '',
        parent_id INTEGER REFERENCES class (id),
        -- NULL where it is unknown.
        original_name TEXT
      ) STRICT;
      INSERT INTO new_class SELECT id, name, created_at, position, colour, key, description, parent_id, name FROM class;
      DROP TABLE class;
      ALTER TABLE new_class RENAME TO class;
      CREATE INDEX class_by_parent ON class (parent_id) WHERE parent_id IS NOT NULL;
      DELETE FROM sqlite_sequence WHERE name = 'class';
    `)
    const rename = db.prepare('UPDATE class SET original_name = ? WHERE id = ?')
    for (const [id, name] of originals) rename.run(name, id)
    db.prepare(
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'class', max(?, (SELECT coalesce(max(id), 0) FROM class))`,
    ).run(lastId)
  },
}

/**
 * Adds the original name to the journal's rows of classes, so that an undo or a redo puts it back, too. Gives the
 * original names as they hold now, and the highest id that a class ever had.
 */
function widenJournal(db: Database.Database): { originals: Map<number, string>; lastId: number } {
  const rows = db
    .prepare<[], { id: number; before: string | null; after: string | null; undone: number }>(
      `SELECT j.id, j.before, j.after, e.undone FROM journal j JOIN edit e ON e.id = j.edit_id
       WHERE j.tbl = 'class' ORDER BY j.id`,
    )
    .all()
  const put = db.prepare('UPDATE journal SET before = ?, after = ? WHERE id = ?')
  const known = new Map<number, string>()
  const originals = new Map<number, string>()
  let lastId = 0
  for (const { id, before: oldBefore, after: oldAfter, undone } of rows) {
    const [before, after] = [readRow(oldBefore), readRow(oldAfter)]
    const row = before ?? after
    const isWhole = (before === null) === (oldBefore === null) && (after === null) === (oldAfter === null)
    if (row === null || !isWhole) continue // not written by Glance: an undo of it reports that
    const [classId, name] = row as [number, string]
    // Ids were given again: whatever had this one before, from its creation on it is this class.
    const original = before === null ? name : (known.get(classId) ?? name)
    known.set(classId, original)
    // Undone edits are the last ones: what they made is no more.
    if (undone === 0) originals.set(classId, original)
    lastId = Math.max(lastId, classId)
    const widen = (one: Row | null): string | null => (one === null ? null : JSON.stringify([...one, original]))
    put.run(widen(before), widen(after), id)
  }
  return { originals, lastId }
}

function readRow(json: string | null): Row | null {
  if (json === null) return null
  try {
    const row = JSON.parse(json) as unknown
    if (!Array.isArray(row) || row.length !== width || typeof row[1] !== 'string') return null
    return Number.isInteger(row[0]) && row[0] > 0 && row[0] < mostIds ? (row as Row) : null
  } catch {
    return null
  }
}
