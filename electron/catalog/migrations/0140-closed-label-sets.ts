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

/** Gives the classes without a key those that their places gave them. */
function giveKeys(db: Database.Database, classes: readonly ClassRow[]): void {
  const held = new Set<string>()
  const own = new Map<number, string>()
  for (const { id, key } of classes)
    if (key !== null && !held.has(key)) {
      held.add(key)
      own.set(id, key)
    }
  const free = places.filter((key) => !held.has(key))
  const byPlace = new Map<number, string | null>()
  const put = db.prepare('UPDATE class SET key = ? WHERE id = ?')
  for (const { id } of classes) {
    if (own.has(id)) continue
    const key = free.shift() ?? null
    byPlace.set(id, key)
    put.run(key, id)
  }
  giveFormerKeys(db, { own, byPlace })
}

/**
 * Gives them to what can be undone or redone, too. A class that is gone, or that got its own key later, had one by its
 * place before: it gets one that nothing else has, now or ever, those of the newest edits first.
 */
function giveFormerKeys(
  db: Database.Database,
  { own, byPlace }: { own: ReadonlyMap<number, string>; byPlace: Map<number, string | null> },
): void {
  const rows = db
    .prepare<[], { id: number; before: string | null; after: string | null }>(
      `SELECT id, before, after FROM journal WHERE tbl = 'class' ORDER BY id DESC`,
    )
    .all()
  const owners = new Map([...own, ...byPlace].map(([id, key]) => [key, id]))
  const former = rows.flatMap(({ before, after }) => [before, after].map((json) => readRow(json)?.[5]))
  const spare = places.filter((key) => !owners.has(key) && !former.includes(key))
  const widen = (json: string | null): string | null => {
    const row = readRow(json)
    if (row === null) return json
    const [id, key] = [row[0] as number, row[5]]
    // Two classes would have one key after an undo: the one that has it now keeps it.
    const isTaken = typeof key === 'string' && (owners.get(key) ?? id) !== id
    if (key !== null && !isTaken) return json
    if (!byPlace.has(id)) byPlace.set(id, spare.shift() ?? null)
    row[5] = byPlace.get(id)!
    return JSON.stringify(row)
  }
  const write = db.prepare('UPDATE journal SET before = ?, after = ? WHERE id = ?')
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
