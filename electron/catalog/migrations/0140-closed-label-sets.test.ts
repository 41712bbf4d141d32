import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import type { Catalog } from '../connection.ts'
import { redo, undo } from '../history/edit.ts'
import { openCatalog } from '../open/open-catalog.ts'
import { isClosed, listClasses } from '../queries/classes.ts'
import { getLabels } from '../queries/labels.ts'
import { migrations } from './index.ts'
import { applicationId, migrate } from './migrate.ts'

/** A project of the version before, in which keys were those of the places; opened by this version. */
function openOld(sql: string): Catalog {
  const file = join(makeTempFolder(), 'project.glance')
  const db = new Database(file)
  db.pragma(`application_id = ${applicationId}`)
  migrate(db, { migrations: migrations.filter(({ version }) => version < 140) })
  db.exec(sql)
  db.close()
  const catalog = openCatalog(file)
  onTestFinished(() => catalog.close())
  return catalog
}

const keys = (catalog: Catalog): string =>
  listClasses(catalog)
    .map(({ name, key }) => `${name} ${key ?? '–'}`)
    .join(', ')

/** A row of `class` as the journal has it. */
const row = (id: number, name: string, key: string | null = null, place = id): string =>
  JSON.stringify([id, name, 10 + id, place, null, key, '', null, name])

/** A class as it is. */
const put = (id: number, name: string, key: string | null = null, place = id): string =>
  `INSERT INTO class VALUES (${id}, '${name}', ${10 + id}, ${place}, NULL, ${key === null ? 'NULL' : `'${key}'`}, '', NULL, '${name}');`

/** An edit that changed classes, each from one row to another. */
const edit = (
  id: number,
  kind: string,
  changes: readonly (readonly [string | null, string | null])[],
  undone = 0,
): string =>
  `INSERT INTO edit VALUES (${id}, '${kind}', NULL, 'Ann', ${id}, ${undone}, 0);${changes
    .map(([before, after]) => {
      const [from, to] = [before, after].map((json) => (json === null ? 'NULL' : `'${json}'`))
      return `INSERT INTO journal (edit_id, tbl, before, after) VALUES (${id}, 'class', ${from}, ${to});`
    })
    .join('')}`

test('a label and a renaming of before are undone and redone; every class keeps the key that its place gave it', () => {
  const catalog = openOld(`
    INSERT INTO root (id, path) VALUES (1, '/photos');
    INSERT INTO image (id, root_id, path, size, mtime, state) VALUES (7, 1, 'a.jpg', 1, 1, 'ok');
    ${put(1, 'dog')} ${put(2, 'cat')} ${put(3, 'fox')}
    ${edit(1, 'class-create', [
      [null, row(1, 'hound')],
      [null, row(2, 'cat')],
      [null, row(3, 'fox')],
    ])}
    ${edit(2, 'class-change', [[row(1, 'hound'), row(1, 'dog')]])}
    ${edit(3, 'set', [])}
    INSERT INTO label VALUES (7, 2, 'person', 'Ann', 3);
    INSERT INTO vote VALUES (7, 'Ann', 2, 3);
    INSERT INTO journal (edit_id, tbl, image_id, before, after) VALUES
      (3, 'label', 7, NULL, '[7,2,"person","Ann",3]'), (3, 'vote', 7, NULL, '[7,"Ann",2,3]');`)
  const labels = (): string[] => getLabels(catalog, 7).map(({ className }) => className)
  expect([keys(catalog), labels()]).toEqual(['dog 1, cat 2, fox 3', ['cat']])
  undo(catalog)
  expect([keys(catalog), labels()]).toEqual(['dog 1, cat 2, fox 3', []])
  undo(catalog)
  expect(keys(catalog)).toBe('hound 1, cat 2, fox 3')
  undo(catalog)
  expect(keys(catalog)).toBe('')
  for (let step = 0; step < 3; step++) redo(catalog)
  expect([keys(catalog), labels()]).toEqual(['dog 1, cat 2, fox 3', ['cat']])
})

test('a sorting of before is undone without moving a key', () => {
  const catalog = openOld(`
    ${put(1, 'dog', null, 2)} ${put(2, 'cat', null, 1)}
    ${edit(1, 'class-order', [
      [row(1, 'dog', null, 1), row(1, 'dog', null, 2)],
      [row(2, 'cat', null, 2), row(2, 'cat', null, 1)],
    ])}`)
  expect(keys(catalog)).toBe('cat 1, dog 2')
  undo(catalog)
  expect(keys(catalog)).toBe('dog 2, cat 1')
})

test('a class that was deleted before comes back with the key that it had, and takes none from another', () => {
  const deleted = openOld(`
    ${put(1, 'dog')} ${put(2, 'cat', 'q')}
    ${edit(1, 'class-delete', [[row(3, 'fox'), null]])}`)
  expect(keys(deleted)).toBe('dog 1, cat q')
  undo(deleted)
  expect(keys(deleted)).toBe('dog 1, cat q, fox 2')
  // What followed it moved up: that one has the key by now.
  const first = openOld(`${put(2, 'cat')} ${edit(1, 'class-delete', [[row(1, 'dog'), null]])}`)
  expect(keys(first)).toBe('cat 1')
  undo(first)
  expect(keys(first)).toBe('dog 2, cat 1')
})

test('a class that was made and undone before is made again with the next key', () => {
  const catalog = openOld(`${put(1, 'dog')} ${edit(1, 'class-create', [[null, row(2, 'cat')]], 1)}`)
  redo(catalog)
  expect(keys(catalog)).toBe('dog 1, cat 2')
})

test('a key that was given before is taken back, and the class has one that nothing else has', () => {
  const catalog = openOld(`
    ${put(1, 'dog', 'q')} ${put(2, 'cat')}
    ${edit(1, 'class-change', [[row(1, 'dog'), row(1, 'dog', '2')]])}
    ${edit(2, 'class-change', [[row(1, 'dog', '2'), row(1, 'dog', 'q')]])}`)
  expect(keys(catalog)).toBe('dog q, cat 1')
  undo(catalog)
  expect(keys(catalog)).toBe('dog 2, cat 1')
  undo(catalog)
  expect(keys(catalog)).toBe('dog 3, cat 1')
  redo(catalog)
  redo(catalog)
  expect(keys(catalog)).toBe('dog q, cat 1')
})

test('an undo never gives two classes one key', () => {
  // Once dog had 1; then it got q, and by its place cat has 1.
  const catalog = openOld(`
    ${put(1, 'dog', 'q')} ${put(2, 'cat')}
    ${edit(1, 'class-change', [[row(1, 'dog', '1'), row(1, 'dog', 'q')]])}`)
  expect(keys(catalog)).toBe('dog q, cat 1')
  undo(catalog)
  expect(keys(catalog)).toBe('dog 2, cat 1')
})

test('of more classes than keys the first have them, and none of the others gets one by an undo', () => {
  const names = Array.from({ length: 22 }, (_, place) => `class ${place + 1}`)
  const catalog = openOld(`
    ${names.map((name, place) => put(place + 1, name)).join('')}
    ${edit(1, 'class-change', [[row(22, 'last'), row(22, 'class 22')]])}`)
  const before = listClasses(catalog).map(({ key }) => key)
  expect(before.slice(18)).toEqual(['shift+9', 'shift+0', null, null])
  undo(catalog)
  expect(listClasses(catalog).map(({ key }) => key)).toEqual(before)
  expect(listClasses(catalog).at(-1)?.name).toBe('last')
})

test('a label set is closed where its classes are a person’s own, open where they are the model’s', () => {
  const model = `INSERT INTO model VALUES (1, 'deit', '["tabby","owl"]'); INSERT INTO setting VALUES ('modelKey', '"deit"');`
  const [own, ofModel, mapped] = [
    openOld(`${model} ${put(1, 'mine')} ${put(2, 'yours')} ${put(3, 'owl')}`),
    openOld(`${model} ${put(1, 'tabby')} ${put(2, 'owl')}`),
    openOld(`${model} ${put(1, 'owl')} INSERT INTO class_map VALUES (1, 0, 1);`),
  ]
  expect([own, ofModel, mapped].map((catalog) => isClosed(catalog))).toEqual([true, false, true])
})
