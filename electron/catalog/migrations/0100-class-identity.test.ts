import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { redo, undo } from '../history/edit.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { insertClass, listClasses } from '../queries/classes.ts'
import { migrations } from './index.ts'
import { applicationId, migrate } from './migrate.ts'

test('old classes get their original name from the journal, and no id is given again', () => {
  const file = join(makeTempFolder(), 'project.glance')
  const db = new Database(file)
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, { migrations: migrations.filter(({ version }) => version < 100) })
  // Class 1 was a tabby first; class 3 was made and undone; the journal does not have how class 2 began.
  db.exec(`INSERT INTO class (id, name, created_at, position, key, parent_id) VALUES (1, 'cat', 11, 1, 'c', 2), (2, 'animal', 12, 2, NULL, NULL);
    INSERT INTO edit VALUES (1, 'class-create', 'tabby', 'Ann', 1, 0, 0), (2, 'class-change', 'cat', 'Ann', 1, 0, 0), (3, 'class-create', 'owl', 'Ann', 1, 1, 0);
    INSERT INTO journal (edit_id, tbl, before, after) VALUES
      (1, 'class', NULL, '[1,"tabby",11,1,null,"c","",2]'),
      (2, 'class', '[1,"tabby",11,1,null,"c","",2]', '[1,"cat",11,1,null,"c","",2]'),
      (3, 'class', NULL, '[3,"owl",13,3,null,null,"",null]')`)
  db.close()
  const catalog = openCatalog(file)
  const list = (): string[] => listClasses(catalog).map(({ id, name, originalName }) => `${id} ${name} ${originalName}`)
  expect(listClasses(catalog)[0]).toMatchObject({ key: 'c', parentId: 2 })
  expect(list()).toEqual(['1 cat tabby', '2 animal animal'])
  undo(catalog)
  expect(list()).toEqual(['1 tabby tabby', '2 animal animal'])
  redo(catalog)
  redo(catalog)
  expect(list()).toEqual(['1 cat tabby', '2 animal animal', '3 owl null'])
  undo(catalog)
  insertClass(catalog, { name: 'fox', colour: null, key: null, description: '', parentId: null })
  expect(list()).toEqual(['1 cat tabby', '2 animal animal', '4 fox fox'])
  catalog.close()
})
