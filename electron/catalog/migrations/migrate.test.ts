import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mapDistance } from '../../../models/deit/map-distance.ts'
import { findRedoable, findUndoable, markUndone } from '../history/entries.ts'
import { replay, rewind } from '../history/journal.ts'
import { applicationId, migrate, newestVersion, readVersion } from './migrate.ts'
import { migrations } from './index.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'

/** What each version brought, as rows that must be there after every later one. */
const rowsOfVersion: Record<number, string> = {
  10: `INSERT INTO root VALUES (1, '/photos');
    INSERT INTO image (id, root_id, path, size, mtime, state, hash) VALUES (7, 1, 'ä/b.jpg', 5, 6, 'ok', x'0102');
    INSERT INTO model VALUES (3, 'deit', '["cat","dog"]');
    INSERT INTO prediction VALUES (7, 3, 1, 0.30000000000000004, 1, 0.5, NULL, NULL, NULL, 1, 1);
    INSERT INTO prediction_detail VALUES (7, 3, '{"fused":[[1,0.3]],"cls":[[1,0.5]],"dist":null}', NULL, x'00ff')`,
  20: `INSERT INTO class VALUES (1, 'cat', 11);
    INSERT INTO edit VALUES (4, 'set', 'cat', 'Ann', 12, 0);
    INSERT INTO label VALUES (7, 1, 'person', 'Ann', 4);
    INSERT INTO edit_change VALUES (4, 7, '[]', '[[1,"person","Ann",4]]')`,
  30: `INSERT INTO job (id, kind, params, state, started_at) VALUES (1, 'ingest', '{}', 'done', 13);
    INSERT INTO setting VALUES ('threshold', '0.5')`,
  40: `INSERT INTO scan_problem VALUES (1, 'locked', 'unreadable', 'locked cannot be read.')`,
  50: `UPDATE class SET colour = '#010203', key = 'c', description = 'meows', position = 5 WHERE id = 1;
    INSERT INTO class (id, name, created_at, position, parent_id) VALUES (2, 'kitten', 14, 6, 1);
    INSERT INTO edit VALUES (5, 'add', 'kitten', 'Bob', 15, 0, 1);
    INSERT INTO vote VALUES (7, 'Bob', 2, 5);
    INSERT INTO conflict VALUES (7, 'Bob');
    INSERT INTO rejection VALUES (7, 2);
    INSERT INTO mark VALUES (7, 1, 'blurred', 'test');
    INSERT INTO class_map VALUES (3, 0, 1);
    INSERT INTO journal (edit_id, tbl, image_id, before, after) VALUES (5, 'vote', 7, NULL, '[7,"Bob",2,5]')`,
  60: `INSERT INTO near_duplicate VALUES (7, 1);
    INSERT INTO embedding_map VALUES (3, 7, 0.5, -0.25);
    INSERT INTO saved_filter VALUES ('cats', '{"classes":["cat"]}')`,
  70: `INSERT INTO prediction VALUES (7, 3, 1, 0.5, 1, 0.5, 0, 0.25, 0, 1, 1, 0.75)
      ON CONFLICT DO UPDATE SET dist_index = excluded.dist_index, map_distance = excluded.map_distance;
    INSERT INTO faithfulness VALUES (3, '{"model":"deit"}')`,
  80: `INSERT INTO saved_filter VALUES ('sure', '{"predictions":["cat"]}')`,
  90: `INSERT INTO saved_filter VALUES ('kittens', '{"labels":[2]}')`,
  100: `INSERT INTO class (id, name, created_at, position, original_name) VALUES (3, 'hound', 16, 7, 'dog')`,
  110: `INSERT INTO scan_problem VALUES (1, 'gone', 'not-found', 'It is gone.', '{"message":"It is gone.","hint":"","params":{}}');
    INSERT INTO job (id, kind, params, state, error, error_details, started_at)
      VALUES (2, 'export', 'null', 'failed', 'no room', '{"message":"no room","hint":"","params":{}}', 16)`,
  120: `INSERT INTO audit VALUES (1, 17, 18, 'Ann', 0.99, 0.04, 1, 1, 1, 0, 1, 'deit', 'finished', 0, 0, 1);
    INSERT INTO audit_image VALUES (1, 7, 1, 0, x'0102', 0, 1);
    INSERT INTO teach_answer VALUES (7, 4, 1, 0.30000000000000004)`,
  130: `UPDATE prediction SET has_embeddings = 0`,
  140: `INSERT INTO model_rejection VALUES (7, 'dog')`,
  150: `INSERT INTO file_mark VALUES (1, '', 'glance-mark 0123456789abcdef 0123456789abcdef 000000000000007 001795796698044')`,
}

/** What became of rows that a later version keeps in another way. */
function today(rows: Record<string, unknown[]>): Record<string, unknown[]> {
  const { edit_change: changes, ...others } = rows
  if (others['saved_filter'] !== undefined)
    others['saved_filter'] = others['saved_filter'].map((row) => ({
      ...(row as { filter: string }),
      filter: (row as { filter: string }).filter.replace('"cat"', '1'),
    }))
  // Classes have the keys of their places, and a label set is open or closed. That of version 140 did not become so.
  if (others['model_rejection'] === undefined && (others['class']?.length ?? 0) > 0) {
    const free = ['1', '2', '3']
    others['class'] = others['class']!.map((row) => ({
      ...(row as object),
      key: (row as { key?: string | null }).key ?? free.shift(),
    }))
    // The one class of version 20 is the model's, and no model is in use: it is a person's.
    others['setting'] = [{ key: 'labelSet', value: '"closed"' }, ...(others['setting'] ?? [])]
  }
  if (changes === undefined || changes.length === 0) return others
  return {
    ...others,
    journal: [
      { id: 1, edit_id: 4, tbl: 'label', image_id: 7, before: null, after: '[7,1,"person","Ann",4]' },
      { id: 2, edit_id: 4, tbl: 'vote', image_id: 7, before: null, after: '[7,"Ann",1,4]' },
    ],
    vote: [{ image_id: 7, author: 'Ann', class_id: 1, edit_id: 4 }],
  }
}

/** A catalog as the Glance of that version left it, with data inside. */
function writeOldCatalog(version: number): string {
  const file = join(makeTempFolder(), 'project.glance')
  const db = new Database(file)
  db.pragma(`application_id = ${applicationId}`)
  db.pragma('journal_mode = WAL')
  for (const step of migrations.filter((migration) => migration.version <= version)) {
    migrate(db, { migrations: migrations.filter((migration) => migration.version <= step.version) })
    db.exec(rowsOfVersion[step.version] ?? '')
  }
  db.close()
  return file
}

/** All rows but the mark, which every opening changes. */
function dump(file: string): Record<string, unknown[]> {
  const db = new Database(file, { readonly: true })
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'file_mark'`)
    .pluck()
    .all() as string[]
  const rows = Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all()]))
  db.close()
  return rows
}

test('versions rise and every version has rows to keep', () => {
  const versions = migrations.map(({ version }) => version)
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b))
  expect(Object.keys(rowsOfVersion).map(Number)).toEqual(versions)
})

test.each(migrations.map(({ version }) => version))('from version %i to the newest, with its data', (version) => {
  const file = writeOldCatalog(version)
  const before = dump(file)
  const catalog = openCatalog(file)
  expect(readVersion(catalog.db)).toBe(newestVersion)
  expect(catalog.db.pragma('integrity_check', { simple: true })).toBe('ok')
  catalog.close()
  expect(dump(file)).toMatchObject(today(before))

  const backup = `${file}.v${version}.backup`
  expect(existsSync(backup)).toBe(version < newestVersion)
  if (version < newestVersion) {
    expect(dump(backup)).toEqual(before)
    const restored = openCatalog(backup, { readOnly: true }) // an old catalog is read through a migrated copy
    expect(restored.get('SELECT path FROM image')).toEqual({ path: 'ä/b.jpg' })
    restored.close()
    expect(dump(backup)).toEqual(before)
  }
})

test('what was said in an older version is undone and redone with the labels', () => {
  const file = writeOldCatalog(40)
  const db = new Database(file)
  // Image 7 is Ann's cat (edit 4), then Bob's dog, nobody's, Ann's dog, Ann's cat, Bob's cat, and that was undone.
  // Image 8 was only cleared again.
  db.exec(`INSERT INTO image (id, root_id, path, size, mtime, state) VALUES (8, 1, 'c.jpg', 5, 6, 'new');
    INSERT INTO class VALUES (2, 'dog', 11);
    INSERT INTO edit VALUES (5, 'set', 'dog', 'Bob', 12, 0), (6, 'clear', NULL, 'Bob', 12, 0), (7, 'set', 'dog', 'Ann', 12, 0), (8, 'set', 'cat', 'Ann', 12, 0), (9, 'set', 'cat', 'Bob', 12, 1);
    DELETE FROM label; INSERT INTO label VALUES (7, 1, 'person', 'Ann', 8);
    INSERT INTO edit_change VALUES (5, 7, '[[1,"person","Ann",4]]', '[[2,"person","Bob",5]]'), (6, 7, '[[2,"person","Bob",5]]', '[]'),
      (5, 8, '[]', '[[2,"person","Bob",5]]'), (6, 8, '[[2,"person","Bob",5]]', '[]'),
      (7, 7, '[]', '[[2,"person","Ann",7]]'), (8, 7, '[[2,"person","Ann",7]]', '[[1,"person","Ann",8]]'), (9, 7, '[[1,"person","Ann",8]]', '[[1,"person","Bob",9]]')`)
  db.close()
  const catalog = openCatalog(file)
  const read = (): string =>
    catalog
      .all<{ image_id: number; author: string; class_id: number }>(
        'SELECT image_id, author, class_id FROM vote ORDER BY 1, 2',
      )
      .map((row) => Object.values(row).join(' '))
      .join(', ')
  const states = [read()]
  for (let editId = findUndoable(catalog); editId !== null; editId = findUndoable(catalog)) {
    rewind(catalog, editId)
    markUndone(catalog, editId, true)
    states.push(read())
  }
  expect(states).toEqual(['7 Ann 1', '7 Ann 2', '7 Ann 1', '7 Ann 1, 7 Bob 2, 8 Bob 2', '7 Ann 1', ''])
  const again = [read()]
  for (let editId = findRedoable(catalog); editId !== null; editId = findRedoable(catalog)) {
    replay(catalog, editId)
    markUndone(catalog, editId, false)
    again.push(read())
  }
  expect(again).toEqual([...states.toReversed(), '7 Ann 1, 7 Bob 1'])
  catalog.close()
})

test('predictions of before learn how far their two maps are apart', () => {
  const rows = fc.array(
    fc.tuple(
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.uint8Array({ minLength: 4, maxLength: 4 }),
      fc.boolean(),
      fc.boolean(),
    ),
    { minLength: 1, maxLength: 20 },
  )
  fc.assert(
    fc.property(rows, (maps) => {
      const file = writeOldCatalog(60)
      const db = new Database(file)
      for (const [index, [one, other, isDistilled, isKept]] of maps.entries()) {
        db.prepare(`INSERT INTO image (id, root_id, path, size, mtime, state) VALUES (?, 1, ?, 5, 6, 'ok')`).run(
          100 + index,
          `${index}.jpg`,
        )
        db.prepare('INSERT INTO prediction VALUES (?, 3, 1, 0.5, 1, 0.5, ?, ?, ?, ?, 1)').run(
          100 + index,
          ...(isDistilled ? [0, 0.5, 0] : [null, null, null]),
          Number(isKept),
        )
        db.prepare(`INSERT INTO prediction_detail VALUES (?, 3, '{}', NULL, ?)`).run(
          100 + index,
          isKept ? Buffer.concat([one, other]) : null,
        )
      }
      db.close()
      const catalog = openCatalog(file)
      const found = catalog.all<{ distance: number | null }>(
        'SELECT map_distance AS distance FROM prediction WHERE image_id >= 100 ORDER BY image_id',
      )
      catalog.close()
      expect(found.map(({ distance }) => distance)).toEqual(
        maps.map(([one, other, isDistilled, isKept]) => (isDistilled && isKept ? mapDistance(one, other) : null)),
      )
    }),
    { numRuns: 20 },
  )
})

test('the same schema whichever way a catalog came to it', () => {
  const schemas = migrations.map(({ version }) => {
    const catalog = openCatalog(writeOldCatalog(version))
    const schema = catalog.all('SELECT type, name, sql FROM sqlite_schema ORDER BY name')
    catalog.close()
    return schema
  })
  for (const schema of schemas) expect(schema).toEqual(schemas[0])
})

test('a migration that throws leaves the file as it was', () => {
  const file = writeOldCatalog(10)
  const content = readFileSync(file)
  const boom = {
    version: 30,
    name: 'boom',
    up: (db: Database.Database) => {
      db.exec('DELETE FROM prediction_detail; DROP TABLE prediction')
      throw new Error('boom')
    },
  }
  const db = new Database(file)
  expect(() => migrate(db, { backupOf: file, migrations: [...migrations.slice(0, 2), boom] })).toThrow('boom')
  expect(readVersion(db)).toBe(10)
  expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
  db.close()
  expect(readFileSync(file).equals(content)).toBe(true)
  expect(readdirSync(dirname(file)).sort()).toEqual(['project.glance', 'project.glance.v10.backup'])
})

test('a migration that leaves orphans is refused', () => {
  const file = writeOldCatalog(10)
  const db = new Database(file)
  const orphaning = {
    version: 20,
    name: 'orphaning',
    up: (inner: Database.Database) => void inner.exec('DELETE FROM root'),
  }
  expect(() => migrate(db, { migrations: [orphaning] })).toThrow(/refer to nothing/)
  expect(db.prepare('SELECT count(*) FROM root').pluck().get()).toBe(1)
  db.close()
})
