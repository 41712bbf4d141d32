import type Database from 'better-sqlite3'
import type { Migration } from './migration.ts'

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']
/** The keys that classes had by their place, in the order of the places. */
const places = [...digits, ...digits.map((digit) => `shift+${digit}`)]
/** Values of a journaled row of `class`. */
const width = 9

interface ClassRow {
  id: number
  key: string | null
  name: string
  originalName: string | null
}

/**
 * A class has its key from when it is made, not from its place. A label set is open to the model's classes or closed.
 * A model's class that was rejected is kept by its name and becomes no class. A model's class can be mapped to none. A
 * threshold of 0, which could be stored for none, gives way to the default.
 */
export const closedLabelSetsMigration: Migration = {
  version: 140,
  name: 'closed label sets',
  up: (db) => {
    db.exec(`
      CREATE TABLE model_rejection (
        image_id INTEGER NOT NULL REFERENCES image (id),
        -- As the model calls the class.
        name TEXT NOT NULL,
        PRIMARY KEY (image_id, name)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX class_by_key ON class (key) WHERE key IS NOT NULL;
      CREATE INDEX class_by_position ON class (position);

      CREATE TABLE new_class_map (
        model_id INTEGER NOT NULL REFERENCES model (id),
        class_index INTEGER NOT NULL,
        -- NULL: none, though a class has the same name.
        class_id INTEGER REFERENCES class (id),
        PRIMARY KEY (model_id, class_index)
      ) STRICT, WITHOUT ROWID;
      INSERT INTO new_class_map SELECT model_id, class_index, class_id FROM class_map;
      DROP TABLE class_map;
      ALTER TABLE new_class_map RENAME TO class_map;
      CREATE INDEX class_map_by_class ON class_map (class_id);

      DELETE FROM setting WHERE key = 'threshold' AND json_valid(value) AND json_extract(value, '$') = 0;
    `)
    const classes = db
      .prepare<[], ClassRow>('SELECT id, key, name, original_name AS originalName FROM class ORDER BY position, id')
      .all()
    giveKeys(db, classes)
    if (classes.length > 0)
      db.prepare(`INSERT INTO setting (key, value) VALUES ('labelSet', ?)`).run(
        JSON.stringify(isOwn(db, classes) ? 'closed' : 'open'),
      )
  },
}

/** Gives the classes without a key those that their places gave them, also in what can be undone or redone. */
function giveKeys(db: Database.Database, classes: readonly ClassRow[]): void {
  const held = new Set<string>()
  const keys = new Map<number, string | null>()
  for (const { id, key } of classes) {
    keys.set(id, key === null || held.has(key) ? null : key)
    if (key !== null) held.add(key)
  }
  const free = places.filter((key) => !held.has(key))
  const given = new Map<string, number>()
  const put = db.prepare('UPDATE class SET key = ? WHERE id = ?')
  for (const { id } of classes) {
    const key = keys.get(id) ?? free.shift() ?? null
    keys.set(id, key)
    if (key !== null) given.set(key, id)
    put.run(key, id)
  }
  const write = db.prepare('UPDATE journal SET before = ?, after = ? WHERE id = ?')
  const widen = (json: string | null): string | null => {
    const row = readRow(json)
    if (row === null) return json
    const key = row[5]
    const own = keys.get(row[0] as number)
    // Two classes would have one key after an undo: the one that has it now keeps it.
    if (typeof key === 'string' && given.has(key) && given.get(key) !== row[0]) row[5] = own ?? null
    else if (key === null && own !== undefined) row[5] = own
    else return json
    return JSON.stringify(row)
  }
  const rows = db
    .prepare<[], { id: number; before: string | null; after: string | null }>(
      `SELECT id, before, after FROM journal WHERE tbl = 'class'`,
    )
    .all()
  for (const { id, before, after } of rows) write.run(widen(before), widen(after), id)
}

function readRow(json: string | null): (string | number | null)[] | null {
  if (json === null) return null
  try {
    const row = JSON.parse(json) as unknown
    return Array.isArray(row) && row.length === width ? (row as (string | number | null)[]) : null
  } catch {
    return null
  }
}

/** Whether a person labels with classes of their own: most are none of the model's, or the model's are mapped. */
function isOwn(db: Database.Database, classes: readonly ClassRow[]): boolean {
  if (db.prepare('SELECT 1 FROM class_map LIMIT 1').get() !== undefined) return true
  const labels = db
    .prepare<[], string>(
      `SELECT m.labels FROM model m JOIN setting s ON s.key = 'modelKey' AND json_valid(s.value)
       WHERE m.key = json_extract(s.value, '$') AND json_valid(m.labels) AND json_type(m.labels) = 'array'`,
    )
    .pluck()
    .get()
  const ofModel = new Set(labels === undefined ? [] : (JSON.parse(labels) as unknown[]))
  const own = classes.filter(({ name, originalName }) => !ofModel.has(originalName ?? name))
  return 2 * own.length > classes.length
}
