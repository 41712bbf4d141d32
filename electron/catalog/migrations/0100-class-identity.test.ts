import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import type { Catalog } from '../connection.ts'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { redo, undo } from '../history/edit.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { insertClass, listClasses } from '../queries/classes.ts'
import { migrations } from './index.ts'
import { applicationId, migrate } from './migrate.ts'

/** A project of the version before, with these rows; opened by this version. */
function openOld(sql: string): Catalog {
  const file = join(makeTempFolder(), 'project.glance')
  const db = new Database(file)
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, { migrations: migrations.filter(({ version }) => version < 100) })
  db.exec(sql)
  db.close()
  const catalog = openCatalog(file)
  onTestFinished(() => catalog.close())
  return catalog
}

const list = (catalog: Catalog): string[] =>
  listClasses(catalog).map(({ id, name, originalName }) => `${id} ${name} ${originalName}`)
const fox = { name: 'fox', colour: null, key: null, description: '', parentId: null }

test('old classes get their original name from the journal, keep it by undo and redo, and no id is given again', () => {
  // Class 1 was a tabby first; class 3 was made and undone; the journal does not have how class 2 began.
  const catalog = openOld(`
    INSERT INTO class (id, name, created_at, position, key, parent_id) VALUES (1, 'cat', 11, 1, 'c', 2), (2, 'animal', 12, 2, NULL, NULL);
    INSERT INTO edit VALUES (1, 'class-create', 'tabby', 'Ann', 1, 0, 0), (2, 'class-change', 'cat', 'Ann', 1, 0, 0), (3, 'class-create', 'owl', 'Ann', 1, 1, 0);
    INSERT INTO journal (edit_id, tbl, before, after) VALUES
      (1, 'class', NULL, '[1,"tabby",11,1,null,"c","",2]'),
      (2, 'class', '[1,"tabby",11,1,null,"c","",2]', '[1,"cat",11,1,null,"c","",2]'),
      (3, 'class', NULL, '[3,"owl",13,3,null,null,"",null]')`)
  expect(listClasses(catalog)[0]).toMatchObject({ key: 'c', parentId: 2 })
  expect(list(catalog)).toEqual(['1 cat tabby', '2 animal animal'])
  undo(catalog)
  expect(list(catalog)).toEqual(['1 tabby tabby', '2 animal animal'])
  undo(catalog)
  redo(catalog)
  redo(catalog)
  redo(catalog)
  expect(list(catalog)).toEqual(['1 cat tabby', '2 animal animal', '3 owl owl'])
  undo(catalog)
  insertClass(catalog, fox)
  expect(list(catalog)).toEqual(['1 cat tabby', '2 animal animal', '4 fox fox'])
})

test('of the classes that once had an id, the one that has it now keeps its own name', () => {
  // Scissors were made and deleted, a ball got the id again; both steps back: the scissors are there.
  const catalog = openOld(`
    INSERT INTO class (id, name, created_at, position) VALUES (1, 'scissors', 11, 1);
    INSERT INTO edit VALUES (1, 'class-create', 'scissors', 'Ann', 1, 0, 0), (2, 'class-delete', 'scissors', 'Ann', 1, 1, 0), (3, 'class-create', 'ball', 'Ann', 1, 1, 0);
    INSERT INTO journal (edit_id, tbl, before, after) VALUES
      (1, 'class', NULL, '[1,"scissors",11,1,null,null,"",null]'),
      (2, 'class', '[1,"scissors",11,1,null,null,"",null]', NULL),
      (3, 'class', NULL, '[1,"ball",12,1,null,null,"",null]')`)
  expect(list(catalog)).toEqual(['1 scissors scissors'])
  redo(catalog)
  redo(catalog)
  expect(list(catalog)).toEqual(['1 ball ball'])
  undo(catalog)
  undo(catalog)
  expect(list(catalog)).toEqual(['1 scissors scissors'])
})

test('journal rows that Glance never wrote are left as they are', () => {
  const catalog = openOld(`
    INSERT INTO class (id, name, created_at, position) VALUES (1, 'cat', 11, 1);
    INSERT INTO edit VALUES (1, 'class-create', 'cat', 'Ann', 1, 0, 0);
    INSERT INTO journal (edit_id, tbl, before, after) VALUES
      (1, 'class', NULL, 'no JSON'), (1, 'class', '{}', '[1,"owl",11,1,null,null,"",null]'), (1, 'class', NULL, '[]'),
      (1, 'class', NULL, '[9223372036854775807,"far",11,1,null,null,"",null]'), (1, 'class', NULL, '[1e300,"far",11,1,null,null,"",null]')`)
  expect(list(catalog)).toEqual(['1 cat cat'])
  insertClass(catalog, fox)
  expect(list(catalog)).toEqual(['1 cat cat', '2 fox fox'])
})
