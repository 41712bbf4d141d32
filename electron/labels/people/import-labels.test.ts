import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listClasses } from '../../catalog/queries/classes.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { getLabels, listVotes } from '../../catalog/queries/labels.ts'
import { ensureModel } from '../../catalog/queries/models.ts'
import { storePredictions } from '../../catalog/queries/predictions.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeCatalog, makeContent, makePrediction, makeTempFolder } from '../../test-support/catalog.ts'
import { exportLabels } from '../../formats/export-labels.ts'
import { formatCsv } from '../../../models/csv.ts'
import { setLabelMode } from '../classes/classes.ts'
import { undo } from '../../catalog/history/edit.ts'
import { setLabels } from '../edits/edits.ts'
import { importFolderLabels, importLabels, resolveConflicts } from './import-labels.ts'
import { setSetting } from '../../catalog/queries/settings.ts'

/** A project with these files, whose ids count from 1. */
function start(...paths: string[]): Catalog {
  const catalog = makeCatalog()
  scan(catalog, '/photos', ...paths)
  return catalog
}
const scan = (catalog: Catalog, root: string, ...paths: string[]) =>
  recordScan(
    catalog,
    ensureRoot(catalog, root),
    paths.map((path) => ({ path, size: 1, mtime: 1 })),
  )
const take = (catalog: Catalog, text: string, name = 'Bob.csv') => importLabels(catalog, { name, text, author: 'Ann' })
const labels = (catalog: Catalog, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    getLabels(catalog, index + 1)
      .map(({ className, author, source }) => `${className} ${author} ${source}`)
      .join(' + '),
  )
const conflicts = (catalog: Catalog) => catalog.all('SELECT image_id, author FROM conflict ORDER BY 1, 2')
const none = {
  added: 0,
  same: 0,
  conflicts: 0,
  unknown: 0,
  unknownNames: [],
  newClasses: [],
  sameNames: [],
  changedKeys: [],
}

test('labels from a CSV: new ones, equal ones, contradicting ones, unknown ones, as one edit', () => {
  const catalog = start('a/1.jpg', 'a/2.jpg', 'b/2.jpg', 'b/3.jpg')
  setLabels(catalog, { imageIds: [2], to: { newName: 'cat' }, author: 'Ann' })
  setLabels(catalog, { imageIds: [3], to: { newName: 'dog' }, author: 'Ann' })
  const text =
    'file_name,label\na/1.jpg,fox\na/2.jpg,cat\nb/2.jpg,cat\n3.jpg,dog\n2.jpg,dog\nno.jpg,dog\n"quoted, ""no"".jpg",dog\n'
  const result = take(catalog, text)
  expect(result).toEqual({
    editId: 3,
    added: 2,
    same: 1,
    conflicts: 1,
    unknown: 3,
    unknownNames: ['2.jpg', 'no.jpg', 'quoted, "no".jpg'],
    newClasses: ['fox'],
    sameNames: [],
    changedKeys: [],
  })
  expect(labels(catalog, 4)).toEqual(['fox Bob import', 'cat Ann person', 'dog Ann person', 'dog Bob import'])
  expect(conflicts(catalog)).toEqual([{ image_id: 3, author: 'Bob' }])
  expect(listVotes(catalog, 3)).toEqual([
    { author: 'Ann', classes: ['dog'] },
    { author: 'Bob', classes: ['cat'] },
  ])
  expect(catalog.get('SELECT kind, subject, author, images FROM edit WHERE id = 3')).toEqual({
    kind: 'import',
    subject: 'Bob.csv',
    author: 'Ann',
    images: 4,
  })

  // The same file again: nothing is new.
  expect(take(catalog, text)).toMatchObject({ editId: null, added: 0, same: 3, conflicts: 1, newClasses: [] })
  undo(catalog)
  expect(labels(catalog, 4)).toEqual(['', 'cat Ann person', 'dog Ann person', ''])
  expect([conflicts(catalog), listClasses(catalog).map(({ name }) => name)]).toEqual([[], ['cat', 'dog']])
})

test.each([
  ['no header', 'a/1.jpg,cat\nb/2.jpg,dog'],
  ['a byte order mark and CRLF', '\uFEFFfile_name,label\r\na/1.jpg,cat\r\nb/2.jpg,dog\r\n'],
  ['semicolons', 'Image;Category;score\na/1.jpg;cat;0,9\nb/2.jpg;dog;0,8\n'],
  ['tabs', 'label\tfilepath\ncat\ta/1.jpg\ndog\tb/2.jpg'],
  ['quotes', '"path","note","class"\n"a/1.jpg","two\nlines, one cell"," cat "\n\n"b/2.jpg","","dog"'],
  ['empty labels', 'file_name,label\na/1.jpg,\na/1.jpg,cat\nb/2.jpg,dog\nc.jpg,  \n'],
  ['the last line counts', 'filename,label\nb/2.jpg,cat\na/1.jpg,dog\na/1.jpg,cat\nb/2.jpg,dog'],
  ['Windows’ paths', 'filename,label\na\\1.jpg,cat\n.\\b\\2.jpg,dog'],
  ['whole paths', 'filename,label\n/photos/a/1.jpg,cat\n./b/2.jpg,dog'],
  ['the folder in front', 'filename,label\nphotos/a/1.jpg,cat\nphotos/b/2.jpg,dog'],
  [
    'a model’s predictions left out',
    'file_name,label,source\na/1.jpg,cat,person\nb/2.jpg,dog,import\nb/2.jpg,fox,model',
  ],
  ['a source of another kind', 'file_name,label,source\na/1.jpg,cat,camera 1\nb/2.jpg,dog,camera 2'],
])('%s', (_, text) => {
  const catalog = start('a/1.jpg', 'b/2.jpg')
  expect(take(catalog, text)).toEqual({ ...none, editId: 1, added: 2, newClasses: ['cat', 'dog'] })
  expect(labels(catalog, 2)).toEqual(['cat Bob import', 'dog Bob import'])
})

test.each([
  ['file_name,species\na.jpg,cat', /no column for the label.*file_name, species/],
  ['species,label\ncat,a.jpg', /no column for the file/],
  ['a.jpg\nb.jpg', /no column/],
  ['', /no column/],
  ['file_name,label\n"a.jpg,cat', /cannot be read/],
  ['file_name,label\na.jpg,"c\nd"', /"c\\nd"/],
])('%j is refused, and nothing is changed', (text, message) => {
  const catalog = start('a.jpg')
  expect(() => take(catalog, text)).toThrow(message)
  expect(catalog.all('SELECT * FROM edit')).toEqual([])
})

test('two folders with the same path: the folder’s name decides', () => {
  const catalog = start('1.jpg', '2.jpg')
  scan(catalog, '/more/other', '1.jpg', '3.jpg')
  expect(take(catalog, '1.jpg,cat\nphotos/1.jpg,dog\nother/1.jpg,fox\n3.jpg,owl\nother/2.jpg,no')).toMatchObject({
    added: 4,
    unknown: 1,
    unknownNames: ['1.jpg'],
  })
  expect(labels(catalog, 4)).toEqual(['dog Bob import', 'no Bob import', 'fox Bob import', 'owl Bob import'])
})

test('authors of lines; the first who labels an image gives its label, the others contradict it', () => {
  const catalog = start('1.jpg', '2.jpg')
  expect(
    importLabels(catalog, {
      name: 'all.csv',
      text: 'path,label,annotator\n1.jpg,cat,Cem\n1.jpg,dog,Dan\n1.jpg,cat,\n2.jpg,dog,',
      listAuthor: 'Eve',
      author: 'Ann',
    }),
  ).toMatchObject({ added: 2, conflicts: 1, same: 0 })
  expect(labels(catalog, 2)).toEqual(['cat Cem import', 'dog Eve import'])
  expect(listVotes(catalog, 1)).toEqual([
    { author: 'Cem', classes: ['cat'] },
    { author: 'Dan', classes: ['dog'] },
    { author: 'Eve', classes: ['cat'] },
  ])
  expect(conflicts(catalog)).toEqual([{ image_id: 1, author: 'Dan' }])
  // Who thinks better of it contradicts no longer.
  importLabels(catalog, { name: 'Dan.csv', text: '1.jpg,cat', author: 'Ann' })
  expect(conflicts(catalog)).toEqual([])
})

test('several labels an image', () => {
  const catalog = start('1.jpg', '2.jpg', '3.jpg')
  setLabelMode(catalog, true, 'Ann')
  setLabels(catalog, { imageIds: [3], to: { newName: 'a|b' }, author: 'Ann' })
  expect(take(catalog, '1.jpg,cat|dog\n2.jpg,cat\n2.jpg,fox|cat|\n3.jpg,a|b')).toMatchObject({
    added: 2,
    same: 1,
    conflicts: 0,
    newClasses: ['cat', 'dog', 'fox'],
  })
  expect(labels(catalog, 3)).toEqual([
    'cat Bob import + dog Bob import',
    'cat Bob import + fox Bob import',
    'a|b Ann person',
  ])
})

test('an export of this project comes back as it was', async () => {
  const catalog = start('a.jpg', 'b, "c".jpg', 'd.jpg', 'e.jpg')
  const modelId = ensureModel(catalog, 'm', ['x', 'y', 'z'])
  storePredictions(
    catalog,
    [1, 2, 3].map((id) => ({ content: makeContent(id), prediction: makePrediction(id, modelId, 0.9) })),
  )
  setLabels(catalog, { imageIds: [1], to: { newName: 'cat; "tame"' }, author: 'Ann' })
  setLabels(catalog, { imageIds: [2], to: { newName: 'dog' }, author: 'Ann', source: 'import' })
  setSetting(catalog, 'labelSet', 'open')
  const file = join(makeTempFolder(), 'Ann.csv')
  await exportLabels(catalog, {
    rootId: 1,
    modelId,
    labels: ['x', 'y', 'z'],
    threshold: 0.5,
    topK: 0,
    format: 'csv',
    file,
    excelSafe: false,
    predictions: true,
  })
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('d.jpg,z,') // a prediction, which must not come back as a label
  expect(take(catalog, text, 'Ann.csv')).toEqual({ ...none, editId: null, same: 2 })
  const copy = start('a.jpg', 'b, "c".jpg', 'd.jpg', 'e.jpg')
  expect(take(copy, text, 'Ann.csv')).toMatchObject({ added: 2, unknown: 0 })
  expect(labels(copy, 4)).toEqual(['cat; "tame" Ann import', 'dog Ann import', '', ''])
})

test('names of folders as labels of what has none', () => {
  const catalog = start('1.jpg', 'animals/cats/2.jpg', 'animals/dogs/3.jpg', 'things/4.jpg')
  setLabels(catalog, { imageIds: [4], to: { newName: 'box' }, author: 'Ann' })
  expect(importFolderLabels(catalog, 'nearest', 'Ann')).toEqual({
    ...none,
    editId: 2,
    added: 2,
    newClasses: ['cats', 'dogs'],
  })
  expect(labels(catalog, 4)).toEqual(['', 'cats folders import', 'dogs folders import', 'box Ann person'])
  expect(importFolderLabels(catalog, 'topmost', 'Ann')).toEqual({ ...none, editId: null })
  undo(catalog)
  expect(importFolderLabels(catalog, 'topmost', 'Ann')).toMatchObject({ added: 2, newClasses: ['animals'] })
  expect(labels(catalog, 3)).toEqual(['', 'animals folders import', 'animals folders import'])
})

test('a conflict ends: the label stays, or the other one’s answer takes its place', () => {
  const catalog = start('1.jpg', '2.jpg', '3.jpg')
  setLabels(catalog, { imageIds: [1, 2, 3], to: { newName: 'cat' }, author: 'Ann' })
  take(catalog, '1.jpg,dog\n2.jpg,dog\n3.jpg,dog')
  take(catalog, '2.jpg,fox', 'Cem.csv')
  expect(resolveConflicts(catalog, [1], 'mine', 'Ann')).not.toBeNull()
  expect(resolveConflicts(catalog, [1], 'theirs', 'Ann')).toBeNull()
  resolveConflicts(catalog, [1, 2], 'theirs', 'Ann')
  expect(labels(catalog, 3)).toEqual(['cat Ann person', 'fox Cem person', 'cat Ann person'])
  expect(conflicts(catalog)).toEqual([{ image_id: 3, author: 'Bob' }])
  undo(catalog)
  expect(labels(catalog, 2)).toEqual(['cat Ann person', 'cat Ann person'])
  expect(conflicts(catalog)).toHaveLength(3)
  // A label that is given again ends its conflicts, too.
  setLabels(catalog, { imageIds: [2, 3], to: { newName: 'owl' }, author: 'Ann' })
  expect(conflicts(catalog)).toEqual([])
})

test('many lines are imported', () => {
  const paths = Array.from({ length: 2000 }, (_, index) => `folder/${index}.jpg`)
  const catalog = start()
  recordScan(
    catalog,
    1,
    paths.map((path) => ({ path, size: 1, mtime: 1 })),
  )
  const file = join(makeTempFolder(), 'big.csv')
  writeFileSync(
    file,
    formatCsv([['file_name', 'label'], ...paths.map((path, index) => [path, `class ${index % 100}`])]),
  )
  expect(take(catalog, readFileSync(file, 'utf8'))).toMatchObject({ added: 2000, unknown: 0 })
})

test('a CSV in another encoding is refused, and makes no class with what its bytes are not', () => {
  const read = (text: string, encoding: 'latin1' | 'utf16le'): string => Buffer.from(text, encoding).toString('utf8')
  const catalog = start('a.jpg', 'b.jpg')
  const refused = 'The CSV is not UTF-8 text.'
  expect(() => take(catalog, read('file_name,label\na.jpg,cat\nb.jpg,caf\u00E9\n', 'latin1'))).toThrow(refused)
  expect(() => take(catalog, read('\uFEFFfile_name,label\na.jpg,cat\n', 'utf16le'))).toThrow(refused)
  expect(listClasses(catalog)).toEqual([])
  // A file's name may be damaged so, and still be its name.
  const damaged = start('caf\uFFFD.jpg')
  expect(take(damaged, 'file_name,label\ncaf\uFFFD.jpg,cat\n').added).toBe(1)
})
