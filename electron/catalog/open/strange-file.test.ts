import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { GlanceError } from '../../../models/errors.ts'
import { makeFiles, makeTempFolder } from '../../test-support/catalog.ts'
import { ensureRoot } from '../queries/images.ts'
import { recordScan } from '../queries/scan.ts'
import { newestVersion } from '../migrations/migrate.ts'
import { checkContents, jsonColumns } from './check-contents.ts'
import { openCatalog } from './open-catalog.ts'
import type { FileMemory } from './file-memory.ts'

function writeProject(spoil: (db: Database.Database) => void): string {
  const file = join(makeTempFolder(), 'project.glance')
  const catalog = openCatalog(file)
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(20))
  catalog.run(`INSERT INTO class (id, name, created_at) VALUES (1, 'cat', 0), (2, 'dog', 0), (3, 'animal', 0)`)
  catalog.run(`INSERT INTO label VALUES (1, 1, 'person', 'Ann', 1)`)
  catalog.run(`INSERT INTO setting VALUES ('target', '0.99')`)
  catalog.run(`INSERT INTO model (id, key, labels) VALUES (1, 'one', '["a","b"]')`)
  catalog.close()
  const db = new Database(file)
  db.pragma('foreign_keys = OFF')
  db.unsafeMode()
  spoil(db)
  db.close()
  return file
}

const run =
  (sql: string) =>
  (db: Database.Database): void =>
    void db.exec(sql)

const strange: [what: string, spoil: (db: Database.Database) => void, says: RegExp][] = [
  [
    'a trigger that empties the labels',
    run('CREATE TRIGGER t AFTER INSERT ON label BEGIN DELETE FROM label; END'),
    /the trigger “t”/,
  ],
  [
    'a trigger in place of an index',
    run('DROP INDEX label_by_class; CREATE TRIGGER label_by_class AFTER INSERT ON label BEGIN DELETE FROM label; END'),
    /the trigger “label_by_class”/,
  ],
  [
    'a trigger with the name of SQLite’s own',
    run(
      "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('trigger', 'sqlite_x', 'label', 0, 'CREATE TRIGGER sqlite_x AFTER INSERT ON label BEGIN DELETE FROM label; END')",
    ),
    /./,
  ],
  [
    'a view in place of a table',
    run('ALTER TABLE label RENAME TO hidden; CREATE VIEW label AS SELECT * FROM hidden'),
    /the (view|table) “(label|hidden)”/,
  ],
  ['a table of its own', run('CREATE TABLE mine (a)'), /the table “mine”/],
  ['a table that is missing', run('DROP TABLE saved_filter'), /“saved_filter” is missing/],
  [
    'a table without its constraints',
    run('DROP TABLE saved_filter; CREATE TABLE saved_filter (id INTEGER PRIMARY KEY, name TEXT, filter TEXT)'),
    /“saved_filter” is not as Glance makes it/,
  ],
  [
    'an id that JavaScript does not keep apart',
    run(`INSERT INTO image (id, root_id, path, size, mtime, state) VALUES (9007199254740993, 1, 'x.jpg', 1, 1, 'new')`),
    /a number that is too large/,
  ],
  [
    'a time that is too large',
    run('UPDATE image SET mtime = 9223372036854775807 WHERE id = 3'),
    /a number that is too large/,
  ],
  [
    'a path out of the folder',
    run(`UPDATE image SET path = '../../etc/passwd' WHERE id = 3`),
    /“\.\.\/\.\.\/etc\/passwd” is outside its folder/,
  ],
  ['a path with a step up in it', run(`UPDATE image SET path = 'a/../../b.jpg' WHERE id = 3`), /outside its folder/],
  ['an absolute path', run(`UPDATE image SET path = '/etc/passwd' WHERE id = 3`), /outside its folder/],
  ['a path with a NUL', run(`UPDATE image SET path = 'a' || char(0) || '.jpg' WHERE id = 3`), /outside its folder/],
  ['an empty path', run(`UPDATE image SET path = '' WHERE id = 3`), /outside its folder/],
  [
    'classes in a circle',
    run(
      'UPDATE class SET parent_id = 2 WHERE id = 1; UPDATE class SET parent_id = 3 WHERE id = 2; UPDATE class SET parent_id = 1 WHERE id = 3',
    ),
    /a kind of itself/,
  ],
  [
    'a class that is its own parent',
    run('UPDATE class SET parent_id = 2 WHERE id = 2'),
    /the class 2 is a kind of itself/,
  ],
  ['a setting that is no JSON', run(`UPDATE setting SET value = '{' WHERE key = 'target'`), /“setting\.value”/],
  ['labels of a model that are no list', run(`UPDATE model SET labels = 'null'`), /“model\.labels”/],
  ['labels of a model that are no texts', run(`UPDATE model SET labels = '["a",1]'`), /“model\.labels”/],
  ['a label of no class', run('UPDATE label SET class_id = 77'), /“label” refers to nothing in “class”/],
]

const refusal = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was refused')
}

test.each(strange)('a project with %s is refused, to write and to read, and left alone', (_what, spoil, says) => {
  const file = writeProject(spoil)
  const before = readFileSync(file)
  for (const readOnly of [false, true] as const) {
    const error = refusal(() => (readOnly ? openCatalog(file, { readOnly }) : openCatalog(file)))
    expect(error).toBeInstanceOf(GlanceError)
    expect(error).toMatchObject({ code: 'catalog-damaged', message: expect.stringMatching(says) as string })
    expect((error as GlanceError).message).toContain(file)
    expect((error as GlanceError).hint).not.toBe('')
  }
  expect(readFileSync(file).equals(before)).toBe(true)
})

test.each([0, 45, -5, -2147483648])('a project of version %i, which no Glance wrote, is refused', (version) => {
  const file = writeProject((db) => db.pragma(`user_version = ${version}`))
  const open = (): unknown => openCatalog(file)
  expect(open).toThrow(new RegExp(`no version of Glance wrote its version ${version}`))
  expect(() => openCatalog(file, { readOnly: true })).toThrow(`its version ${version}`)
})

test('names that only look like paths out of a folder are photos as others', () => {
  const names = ['a..b.jpg', '..jpg', 'x/..y/z.jpg', '...', 'a:b.jpg']
  const file = writeProject((db) => {
    for (const name of names)
      db.prepare(`INSERT INTO image (root_id, path, size, mtime, state) VALUES (1, ?, 1, 1, 'new')`).run(name)
  })
  openCatalog(file).close()
})

test('every value is looked at unless nobody touched the file since this person’s Glance closed it', () => {
  const known = new Map<string, string>()
  const asked: boolean[] = []
  const memory: FileMemory = {
    isKnown: (file, state) => (asked.push(known.get(file) === state), asked.at(-1)!),
    remember: (file, state) => void known.set(file, state),
  }
  const file = join(makeTempFolder(), 'project.glance')
  const catalog = openCatalog(file, { memory })
  catalog.run(`INSERT INTO setting VALUES ('target', '0.99')`)
  catalog.close()
  openCatalog(file, { memory }).close()
  openCatalog(file, { memory, readOnly: true }).close()
  expect(asked).toEqual([false, true, true])
  // Somebody changed it with another program, and left the mark as it was.
  const db = new Database(file)
  db.exec(`UPDATE setting SET value = '{' WHERE key = 'target'`)
  db.close()
  for (const readOnly of [false, true] as const)
    expect(() => (readOnly ? openCatalog(file, { memory, readOnly }) : openCatalog(file, { memory }))).toThrow(
      '“setting.value”',
    )
  expect(asked.slice(3)).toEqual([false, false])
})

test('what is looked at is there', () => {
  const db = new Database(writeProject(() => undefined))
  expect(db.pragma('user_version', { simple: true })).toBe(newestVersion)
  for (const [table, column] of jsonColumns)
    expect(() => db.prepare(`SELECT "${table}"."${column}" FROM "${table}"`), `${table}.${column}`).not.toThrow()
  checkContents(db, 'sound')
  db.close()
})
