import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished, expect, test } from 'vitest'
import { listClasses } from '../../catalog/queries/classes.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { ensureRoot, recordContent } from '../../catalog/queries/images.ts'
import { getLabels, listVotes } from '../../catalog/queries/labels.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeCatalog, makeContent, makeTempFolder } from '../../test-support/catalog.ts'
import { changeClass, createClasses, setLabelMode } from '../classes/classes.ts'
import { undo } from '../../catalog/history/edit.ts'
import { markImages, rejectPredictions, setLabels } from '../edits/edits.ts'
import { resolveConflicts } from './import-labels.ts'
import { mergeProject } from './merge-project.ts'

const files = (...paths: string[]) => paths.map((path, index) => ({ path, size: 10 + index, mtime: 1 }))

/** A project with six photos, of which the first three have labels. */
function start(): Catalog {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), files('1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg', '6.jpg'))
  for (let id = 1; id <= 6; id++) recordContent(catalog, id, makeContent(id))
  setLabels(catalog, { imageIds: [1, 2, 3], to: { newName: 'cat' }, author: 'Ann' })
  return catalog
}

/** A copy of it that somebody else continues. */
function copy(catalog: Catalog): Catalog {
  const file = join(makeTempFolder(), 'copy.glance')
  catalog.db.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(catalog.file, file)
  const other = openCatalog(file)
  onTestFinished(() => other.close())
  return other
}

const merge = (catalog: Catalog, other: Catalog) => {
  const readable = openCatalog(other.file, { readOnly: true })
  try {
    return mergeProject(catalog, readable, 'copy.glance', 'Ann')
  } finally {
    readable.close()
  }
}
const labels = (catalog: Catalog): string[] =>
  catalog.all<{ id: number }>('SELECT id FROM image ORDER BY id').map(({ id }) =>
    getLabels(catalog, id)
      .map(({ className, author, source }) => `${className} ${author} ${source}`)
      .join(' + '),
  )
const conflicts = (catalog: Catalog) => catalog.all('SELECT image_id, author FROM conflict ORDER BY 1, 2')

test('two copies edited apart: labels, votes and marks of both; what differs is a conflict', () => {
  const catalog = start()
  const other = copy(catalog)
  setLabels(catalog, { imageIds: [4, 5], to: { newName: 'dog' }, author: 'Ann' })
  setLabels(other, { imageIds: [2, 5, 6], to: { newName: 'fox' }, author: 'Bob' })
  setLabels(other, { imageIds: [4], to: { newName: 'dog' }, author: 'Bob' })
  const result = merge(catalog, other)
  expect(result).toEqual({
    editId: 3,
    added: 1,
    same: 3,
    conflicts: 2,
    unknown: 0,
    unknownNames: [],
    newClasses: ['fox'],
    sameNames: [],
    changedKeys: [{ name: 'fox', wanted: '2', given: '3' }],
  })
  expect(labels(catalog)).toEqual([
    'cat Ann person',
    'cat Ann person',
    'cat Ann person',
    'dog Ann person',
    'dog Ann person',
    'fox Bob person',
  ])
  expect(conflicts(catalog)).toEqual([
    { image_id: 2, author: 'Bob' },
    { image_id: 5, author: 'Bob' },
  ])
  expect(listVotes(catalog, 4)).toEqual([
    { author: 'Ann', classes: ['dog'] },
    { author: 'Bob', classes: ['dog'] },
  ])
  expect(merge(catalog, other)).toMatchObject({ editId: null, added: 0, same: 4, conflicts: 0 })
  resolveConflicts(catalog, [2], 'mine', 'Ann')
  resolveConflicts(catalog, [5], 'theirs', 'Ann')
  expect(labels(catalog).slice(1, 5)).toEqual(['cat Ann person', 'cat Ann person', 'dog Ann person', 'fox Bob person'])
  expect(merge(catalog, other)).toMatchObject({ editId: null }) // what was decided stays decided
  for (let step = 0; step < 3; step++) undo(catalog)
  expect([labels(catalog)[5], conflicts(catalog), listClasses(catalog).map(({ name }) => name)]).toEqual([
    '',
    [],
    ['cat', 'dog'],
  ])
})

test('what both know from before is no news: decisions here since then are kept', () => {
  const catalog = start()
  const other = copy(catalog)
  setLabels(catalog, { imageIds: [1], to: { newName: 'dog' }, author: 'Bob' })
  setLabels(catalog, { imageIds: [2], to: null, author: 'Bob' })
  expect(merge(catalog, other)).toMatchObject({ editId: null, added: 0, same: 1, conflicts: 0 })
  expect(labels(catalog).slice(0, 3)).toEqual(['dog Bob person', '', 'cat Ann person'])
  // Both copies belong to the same person, who said different things in them.
  setLabels(other, { imageIds: [3], to: { newName: 'fox' }, author: 'Ann' })
  expect(merge(catalog, other)).toMatchObject({ conflicts: 1 })
  expect([labels(catalog)[2], conflicts(catalog)]).toEqual(['cat Ann person', [{ image_id: 3, author: 'Ann' }]])
})

test('marks where there are none, notes of both, rejected predictions', () => {
  const catalog = start()
  const other = copy(catalog)
  markImages(catalog, [1], { note: 'blurred' }, 'Ann')
  markImages(catalog, [2], { note: 'dark', split: 'test' }, 'Ann')
  markImages(other, [1, 3], { note: 'out of focus' }, 'Bob')
  markImages(other, [2], { note: 'dark', split: 'train' }, 'Bob')
  markImages(other, [3], { split: 'train', flagged: true }, 'Bob')
  markImages(catalog, [4], { note: 'not blurred' }, 'Ann')
  markImages(other, [4], { note: 'blurred' }, 'Bob')
  rejectPredictions(
    other,
    new Map([
      [4, 'owl'],
      [5, 'cat'],
    ]),
    'Bob',
  )
  merge(catalog, other)
  expect(catalog.all('SELECT * FROM mark ORDER BY image_id')).toEqual([
    { image_id: 1, flagged: 0, note: 'blurred\nout of focus', split: null },
    { image_id: 2, flagged: 0, note: 'dark', split: 'test' },
    { image_id: 3, flagged: 1, note: 'out of focus', split: 'train' },
    { image_id: 4, flagged: 0, note: 'not blurred\nblurred', split: null },
  ])
  // The owl is no class of either project, and becomes none by being wrong.
  expect(catalog.all('SELECT * FROM rejection')).toEqual([{ image_id: 5, class_id: 1 }])
  expect(catalog.all('SELECT * FROM model_rejection')).toEqual([{ image_id: 4, name: 'owl' }])
  expect(merge(catalog, other).editId).toBeNull()
})

test('new classes come with all that belongs to them', () => {
  const catalog = start()
  const other = copy(catalog)
  createClasses(catalog, { names: ['kitten'], parentId: null }, 'Ann')
  changeClass(catalog, 1, { key: 'c' }, 'Ann')
  createClasses(other, { names: ['cow', 'calf', 'kitten'], parentId: null }, 'Bob')
  changeClass(other, 2, { key: 'c', colour: '#010203', description: 'moos' }, 'Bob')
  changeClass(other, 3, { parentId: 2, key: 'k' }, 'Bob')
  changeClass(other, 4, { parentId: 1 }, 'Bob')
  expect(merge(catalog, other)).toMatchObject({ newClasses: ['cow', 'calf'] })
  expect(listClasses(catalog)).toMatchObject([
    { name: 'cat', key: 'c' },
    { name: 'kitten', parentId: null },
    { id: 3, name: 'cow', key: '1', colour: '#010203', description: 'moos' },
    { name: 'calf', parentId: 3, key: 'k' },
  ])
})

test('another machine’s folder: by content, wherever it is; else by path and size', () => {
  const catalog = start()
  recordScan(catalog, 1, [
    ...files('1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg', '6.jpg'),
    { path: 'unread.jpg', size: 99, mtime: 1 },
    { path: 'other.jpg', size: 99, mtime: 1 },
  ])
  const other = makeCatalog()
  recordScan(other, ensureRoot(other, '/else'), [
    ...files('x/4.jpg', 'five.jpg', 'nobody.jpg'),
    { path: 'unread.jpg', size: 99, mtime: 1 },
    { path: 'other.jpg', size: 98, mtime: 1 },
  ])
  // By bytewise order: five, nobody, other, unread, x/4.
  const paths = other.all<{ id: number; path: string }>('SELECT id, path FROM image')
  const id = (path: string): number => paths.find((one) => one.path === path)!.id
  recordContent(other, id('x/4.jpg'), makeContent(4))
  recordContent(other, id('five.jpg'), makeContent(5))
  recordContent(other, id('nobody.jpg'), makeContent(77))
  setLabels(other, { imageIds: paths.map((one) => one.id), to: { newName: 'fox' }, author: 'Bob' })
  expect(merge(catalog, other)).toMatchObject({ added: 3, unknown: 2, unknownNames: ['nobody.jpg', 'other.jpg'] })
  expect(
    catalog.all(
      'SELECT i.path FROM label l JOIN image i ON i.id = l.image_id WHERE l.author = ? ORDER BY i.path',
      'Bob',
    ),
  ).toEqual([{ path: '4.jpg' }, { path: '5.jpg' }, { path: 'unread.jpg' }])
})

test('a file that was replaced by another one is known by its content', () => {
  const catalog = start()
  const other = copy(catalog)
  recordContent(other, 5, makeContent(6))
  recordContent(other, 6, makeContent(5))
  setLabels(other, { imageIds: [5], to: { newName: 'fox' }, author: 'Bob' })
  merge(catalog, other)
  expect(labels(catalog).slice(4)).toEqual(['', 'fox Bob person'])
})

test('several labels an image do not fit where there is one', () => {
  const catalog = start()
  const other = copy(catalog)
  setLabelMode(other, true, 'Bob')
  setLabels(other, { imageIds: [1, 4], to: { newName: 'pet' }, author: 'Bob', how: 'add' })
  setLabels(other, { imageIds: [4], to: { newName: 'fox' }, author: 'Bob', how: 'add' })
  expect(() => merge(catalog, other)).toThrow(/copy\.glance have several labels.*/)
  setLabelMode(catalog, true, 'Ann')
  expect(merge(catalog, other)).toMatchObject({ added: 1, same: 2, conflicts: 1 })
  expect(labels(catalog).slice(0, 4)).toEqual([
    'cat Ann person',
    'cat Ann person',
    'cat Ann person',
    'pet Bob person + fox Bob person',
  ])
  resolveConflicts(catalog, [1], 'theirs', 'Ann')
  expect(labels(catalog)[0]).toBe('cat Bob person + pet Bob person')
})
