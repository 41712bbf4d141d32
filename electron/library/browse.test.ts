import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Filter } from './filters/index.ts'
import type { Sort } from './calls.ts'
import type { Catalog } from '../catalog/connection.ts'
import { insertClass, listClasses } from '../catalog/queries/classes.ts'
import { ensureRoot, recordFailure } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { makeCatalog, makeContent, makePrediction } from '../test-support/catalog.ts'
import { undo } from '../catalog/history/edit.ts'
import { acceptPredictions, markImages, rejectPredictions, setLabels } from '../labels/edits/edits.ts'
import { BrowseIndex } from './browse-index.ts'
import { readCards } from './cards.ts'
import { gone } from './columns.ts'
import { countImages } from './count.ts'
import { listImageFolders } from './image-folders.ts'
import { listImages } from './list.ts'
import { readOverview } from './overview.ts'

const byName: Sort = { by: 'name', descending: false }
let catalog: Catalog
let index: BrowseIndex
let id: Map<string, number>
let rootId: number
let modelId: number

// Eight images: predictions 0.9 to 0.4, the heads at odds except in the last;
// one without a prediction; one that failed; one missing.
beforeEach(() => {
  catalog = makeCatalog()
  rootId = ensureRoot(catalog, '/photos')
  modelId = ensureModel(catalog, 'deit', ['cat', 'dog', 'owl'])
  setSetting(catalog, 'modelKey', 'deit')
  setSetting(catalog, 'threshold', 0.5)
  const names = ['a90', 'B80', 'c70', 'd60', 'e50', 'f40', 'new', 'failed', 'gone']
  recordScan(
    catalog,
    rootId,
    names.map((path, place) => ({ path, size: 100 - place, mtime: 1000 + place })),
  )
  id = readIds()
  storePredictions(
    catalog,
    ['a90', 'B80', 'c70', 'd60', 'e50', 'f40'].map((path, place) => {
      const prediction = makePrediction(id.get(path)!, modelId, (90 - 10 * place) / 100)
      return {
        content: makeContent(place),
        prediction: path === 'f40' ? { ...prediction, agreement: true } : prediction,
      }
    }),
  )
  recordFailure(catalog, id.get('failed')!, { code: 'damaged-image', message: 'It is broken.' })
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = ?`, id.get('gone')!)
  setLabels(catalog, { imageIds: [id.get('B80')!], to: { newName: 'cat' }, author: 'ann' })
  setSetting(catalog, 'labelSet', 'open')
  index = new BrowseIndex(catalog)
})

const readIds = () =>
  new Map(catalog.all<{ id: number; path: string }>('SELECT id, path FROM image').map((row) => [row.path, row.id]))
const ids = (...paths: string[]): number[] => paths.map((path) => id.get(path)!)
const name = (found: readonly number[]): string[] => {
  const paths = new Map([...readIds()].map(([path, key]) => [key, path]))
  return found.map((key) => paths.get(key)!)
}
const list = (filter: Filter, sort = byName): string[] =>
  name(listImages(index, { filter, sort, after: null, limit: 100 }).ids)

describe('what is shown', () => {
  test.each<[Filter, string[]]>([
    [{}, ['B80', 'a90', 'c70', 'd60', 'e50', 'f40', 'failed', 'new']],
    [{ status: ['labeled'] }, ['B80']],
    [{ status: ['needs review', 'failed'] }, ['f40', 'failed']],
    [{ classes: [1] }, ['B80']],
    [{ classes: ['cat'] }, ['B80']],
    [{ classes: [99] }, []],
    [{ classes: ['no such'] }, []],
    [{ classes: ['owl'], confidence: [0.6, 0.7] }, ['c70', 'd60']],
    [{ predictions: ['owl'], labels: [1] }, ['B80']],
    [{ mismatch: true }, ['B80']],
    [{ mismatch: false }, []],
    [{ authors: ['ann', 'bob'] }, ['B80']],
    [{ agreement: true }, ['f40']],
    [{ agreement: false, text: '0' }, ['B80', 'a90', 'c70', 'd60', 'e50']],
    [{ text: 'b8' }, ['B80']],
    [{ text: '%' }, []],
    [{ size: [95, 97] }, ['d60', 'e50', 'f40']],
    [{ date: [1006, 1010] }, ['failed', 'new']],
    [{ splits: ['train'] }, []],
    [{ splits: ['none', 'test'], status: ['new'] }, ['new']],
  ])('%o', (filter, expected) => expect(list(filter)).toEqual(expected))

  test('sorted by confidence or class, what has none first', () => {
    expect(list({}, { by: 'confidence', descending: true }).slice(0, 3)).toEqual(['a90', 'B80', 'c70'])
    expect(list({}, { by: 'confidence', descending: false }).slice(0, 3)).toEqual(['failed', 'new', 'f40'])
    expect(list({}, { by: 'class', descending: true }).slice(-3)).toEqual(['B80', 'new', 'failed'])
  })

  test('sorted by what needs review: heads that disagree, states that are not settled', () => {
    expect(list({}, { by: 'agreement', descending: false })).toEqual([
      'B80',
      'a90',
      'c70',
      'd60',
      'e50',
      'f40',
      'failed',
      'new',
    ])
    expect(list({}, { by: 'agreement', descending: true }).slice(0, 3)).toEqual(['new', 'failed', 'f40'])
    expect(list({}, { by: 'status', descending: false })).toEqual([
      'f40',
      'failed',
      'new',
      'a90',
      'c70',
      'd60',
      'e50',
      'B80',
    ])
  })

  test('sorted by size, by time, and as given', () => {
    expect(list({}, { by: 'size', descending: false }).slice(0, 2)).toEqual(['failed', 'new'])
    expect(list({}, { by: 'date', descending: false }).slice(0, 2)).toEqual(['a90', 'B80'])
    const among = ids('new', 'gone', 'c70', 'B80', 'new')
    expect(list({ among }, { by: 'given', descending: false })).toEqual(['new', 'c70', 'B80'])
    expect(list({ among }, { by: 'given', descending: true })).toEqual(['B80', 'c70', 'new'])
    expect(list({ among: [999] })).toEqual([])
  })

  test.each<Sort>([
    byName,
    { by: 'name', descending: true },
    { by: 'confidence', descending: true },
    { by: 'class', descending: false },
    { by: 'agreement', descending: false },
    { by: 'status', descending: true },
  ])('pages of any size make the whole, %o', (sort) => {
    const whole = listImages(index, { filter: {}, sort, after: null, limit: 100 })
    expect(whole.next).toBeNull()
    for (const limit of [1, 3, 8]) {
      const found: number[] = []
      let page = listImages(index, { filter: {}, sort, after: null, limit })
      for (found.push(...page.ids); page.next !== null; found.push(...page.ids))
        page = listImages(index, { filter: {}, sort, after: page.next, limit })
      expect(found).toEqual(whole.ids)
    }
  })

  test('a page continues behind its last image, wherever that is by then, or where it was', () => {
    const request = { filter: {}, sort: { by: 'confidence', descending: false } as Sort, limit: 4 }
    const first = listImages(index, { ...request, after: null })
    expect(name(first.ids)).toEqual(['failed', 'new', 'f40', 'e50'])
    storePredictions(catalog, [{ content: null, prediction: makePrediction(id.get('e50')!, modelId, 0.75) }])
    expect(name(listImages(index, { ...request, after: first.next }).ids)).toEqual(['B80', 'a90'])
    expect(name(listImages(index, { ...request, after: { id: 999, place: 3 } }).ids)).toEqual([
      'd60',
      'c70',
      'e50',
      'B80',
    ])
  })

  test('before the first model there are no predictions and nothing breaks', () => {
    setSetting(catalog, 'modelKey', null)
    expect(readCards(index, ids('a90'))).toMatchObject([
      { status: 'new', prediction: null, confidence: null, hasMap: false },
    ])
    expect(countImages(index, {}).status).toMatchObject({ labeled: 1, new: 6, failed: 1 })
    setSetting(catalog, 'modelKey', 'deit')
    expect(readCards(index, ids('a90'))).toMatchObject([{ status: 'pre-labeled', prediction: 'owl', confidence: 0.9 }])
    setSetting(catalog, 'threshold', 0.95)
    expect(readCards(index, ids('a90'))).toMatchObject([{ status: 'needs review' }])
  })
})

test('cards come in the order asked for, without what is not there', () => {
  markImages(catalog, ids('B80'), { flagged: true, note: 'look', split: 'test' }, 'ann')
  expect(readCards(index, [...ids('failed', 'gone', 'B80'), 999])).toEqual([
    expect.objectContaining({
      path: 'failed',
      rootId,
      status: 'failed',
      error: { code: 'damaged-image', message: 'It is broken.' },
      prediction: null,
      labels: [],
      flagged: false,
      note: null,
      split: null,
    }),
    {
      id: id.get('B80'),
      path: 'B80',
      rootId,
      status: 'labeled',
      label: 'cat',
      labels: ['cat'],
      labelIds: [1],
      labelSource: 'person',
      author: 'ann',
      flagged: true,
      note: 'look',
      split: 'test',
      hasConflict: false,
      prediction: 'owl',
      predictionRef: 'owl',
      confidence: 0.8,
      agreement: false,
      second: null,
      secondConfidence: null,
      modelsAgree: null,
      mapDistance: 0.75,
      hasMap: true,
      version: '0000000100000000',
      error: null,
    },
  ])
})

test('each filter is counted with the others applied and without itself', () => {
  expect(countImages(index, { status: ['labeled'] })).toEqual({
    total: 1,
    status: { labeled: 1, 'pre-labeled': 4, 'needs review': 1, outside: 0, failed: 1, new: 1 },
    classes: [{ ref: 1, name: 'cat', count: 1 }],
    labels: [{ ref: 1, name: 'cat', count: 1 }],
    predictions: [{ ref: 'owl', name: 'owl', count: 1 }],
    agree: 0,
    disagree: 1,
    modelsAgree: 0,
    modelsDiffer: 0,
    mapDistances: 1,
    match: 0,
    mismatch: 1,
    authors: [{ name: 'ann', count: 1 }],
    flagged: 0,
    noted: 0,
    conflict: 0,
    splits: { none: 1, train: 0, validation: 0, test: 0 },
    duplicates: { exact: 0, near: 0 },
    size: [99, 99],
    date: [1001, 1001],
    confidence: [0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
  })
  const counts = countImages(index, { classes: ['owl'] })
  expect(counts.classes).toEqual([
    { ref: 'owl', name: 'owl', count: 5 },
    { ref: 1, name: 'cat', count: 1 },
  ])
  expect(counts.confidence).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 1])
  expect(countImages(index, { text: 'nowhere' })).toMatchObject({ total: 0, size: null, date: null, classes: [] })
})

test('accepting many predictions is one edit, and undo takes all of it back', () => {
  const predictions = new Map(
    [
      ['a90', 'owl'],
      ['c70', 'dog'],
    ].map(([path, prediction]) => [id.get(path!)!, prediction!]),
  )
  expect(acceptPredictions(catalog, predictions, 'ann')).not.toBeNull()
  expect(acceptPredictions(catalog, predictions, 'ann')).toBeNull()
  expect(list({ status: ['labeled'] })).toEqual(['B80', 'a90', 'c70'])
  undo(catalog)
  expect(list({ status: ['labeled'] })).toEqual(['B80'])
})

test('a rejected prediction gives way to the next best, and comes back with undo', () => {
  rejectPredictions(catalog, new Map([[id.get('a90')!, 'owl']]), 'ann')
  expect(readCards(index, ids('a90'))).toMatchObject([
    { prediction: 'cat', confidence: Number.MIN_VALUE, status: 'needs review' },
  ])
  rejectPredictions(catalog, new Map([[id.get('a90')!, 'cat']]), 'ann')
  expect(readCards(index, ids('a90'))).toMatchObject([
    { prediction: null, confidence: null, status: 'outside', agreement: false },
  ])
  undo(catalog)
  undo(catalog)
  expect(readCards(index, ids('a90'))).toMatchObject([{ prediction: 'owl', confidence: 0.9, status: 'pre-labeled' }])
})

test('classes that the model’s are mapped to, and kinds of classes', () => {
  const animal = insertClass(catalog, { name: 'animal', colour: null, key: null, description: '', parentId: null })
  const bird = insertClass(catalog, { name: 'bird', colour: null, key: null, description: '', parentId: animal })
  expect(list({ predictions: [animal] })).toEqual([])
  catalog.run('INSERT INTO class_map (model_id, class_index, class_id) VALUES (?, 2, ?)', modelId, bird)
  expect(list({ predictions: [animal], status: ['pre-labeled'] })).toEqual(['a90', 'c70', 'd60', 'e50'])
  expect(readCards(index, ids('a90', 'f40'))).toMatchObject([
    { prediction: 'bird', confidence: 0.9 },
    { prediction: 'bird', confidence: 0.4 },
  ])
  expect(countImages(index, {}).predictions).toEqual([
    { ref: animal, name: 'animal', count: 6 },
    { ref: bird, name: 'bird', count: 6 },
  ])
  catalog.run(`UPDATE class SET name = 'fowl' WHERE id = ?`, bird)
  expect(readCards(index, ids('a90'))).toMatchObject([{ prediction: 'fowl', predictionRef: bird }])
  expect(list({ predictions: [bird], status: ['pre-labeled'] })).toHaveLength(4)
  // By a name: what the model's class is mapped to, and the class that has the name, or had it originally.
  for (const name of ['owl', 'bird', 'fowl'])
    expect(list({ predictions: [name], status: ['pre-labeled'] }), name).toHaveLength(4)
  expect(list({ predictions: ['hen'] })).toEqual([])
  catalog.run('DELETE FROM class_map')
  expect(readCards(index, ids('a90'))).toMatchObject([{ prediction: 'owl' }])
})

test('files with the same bytes and near-duplicates are found, counted, and side by side', () => {
  const twin = { content: makeContent(0), prediction: makePrediction(id.get('new')!, modelId, 0.3) }
  storePredictions(catalog, [twin])
  catalog.run('INSERT INTO near_duplicate (image_id, group_id) VALUES (?, 0), (?, 0)', ...ids('f40', 'c70'))
  expect(list({ duplicates: 'exact' })).toEqual(['a90', 'new'])
  expect(list({ duplicates: 'near' })).toEqual(['c70', 'f40'])
  expect(countImages(index, {}).duplicates).toEqual({ exact: 2, near: 2 })
  expect(list({}, { by: 'duplicates', descending: false })).toEqual([
    'a90',
    'new',
    'c70',
    'f40',
    'B80',
    'd60',
    'e50',
    'failed',
  ])
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = ?`, id.get('new')!)
  expect(list({ duplicates: 'exact' })).toEqual([])
})

test('folders with all below them, in every folder of the project', () => {
  const other = ensureRoot(catalog, '/other')
  recordScan(
    catalog,
    other,
    ['x.jpg', 'in/ÄPFEL.jpg', 'in/deep/er/a.jpg', 'in-between/b.jpg'].map((path) => ({ path, size: 1, mtime: 1 })),
  )
  expect(list({ folder: { rootId: other, path: 'in' } })).toEqual(['in/deep/er/a.jpg', 'in/ÄPFEL.jpg'])
  expect(list({ folder: { rootId: other, path: '' }, text: 'IN/' })).toEqual(['in/deep/er/a.jpg', 'in/ÄPFEL.jpg'])
  expect(list({ text: 'a\u0308pfel' })).toEqual(['in/ÄPFEL.jpg'])
  expect(list({}).slice(7)).toEqual(['new', 'in-between/b.jpg', 'in/deep/er/a.jpg', 'in/ÄPFEL.jpg', 'x.jpg'])
  expect(listImageFolders(index)).toEqual([
    { rootId, path: '', images: 8 },
    { rootId: other, path: '', images: 4 },
    { rootId: other, path: 'in', images: 2 },
    { rootId: other, path: 'in-between', images: 1 },
    { rootId: other, path: 'in/deep', images: 1 },
    { rootId: other, path: 'in/deep/er', images: 1 },
  ])
})

test('the overview counts classes, confidence and confusions', () => {
  setLabels(catalog, { imageIds: ids('a90'), to: { newName: 'owl' }, author: 'ann' })
  const overview = readOverview(index, {})
  expect(overview.total).toBe(8)
  expect(overview.classes).toEqual([
    { ref: 2, name: 'owl', labeled: 1, preLabeled: 3, needsReview: 1, failed: 0 },
    { ref: 1, name: 'cat', labeled: 1, preLabeled: 0, needsReview: 0, failed: 0 },
  ])
  const filled = (bins: number[]): number[] => bins.flatMap((count, bin) => (count === 0 ? [] : [bin]))
  expect([
    filled(overview.confidence.right),
    filled(overview.confidence.wrong),
    filled(overview.confidence.open),
  ]).toEqual([[18], [16], [8, 10, 12, 14]])
  expect(overview.confusion).toMatchObject({
    classes: [
      { ref: 1, name: 'cat' },
      { ref: 2, name: 'owl' },
    ],
    cells: [
      [0, 1, 1],
      [1, 1, 1],
    ],
  })
  expect(readOverview(index, { status: ['new'] })).toMatchObject({
    total: 1,
    classes: [],
    confusion: { cells: [] },
  })
})

test('of a closed label set, every class has a row, and what is predicted beside it is counted as outside', () => {
  setLabels(catalog, { imageIds: ids('a90'), to: { newName: 'owl' }, author: 'ann' })
  catalog.run(`INSERT INTO class (name, created_at, position) VALUES ('harbour', 0, 9)`)
  setSetting(catalog, 'labelSet', 'closed')
  const owl = listClasses(catalog).find(({ name }) => name === 'owl')!.id
  // Whatever the model says, a person said that it is no owl: nothing is left.
  const labeled = ids('a90')
  rejectPredictions(catalog, new Map([[labeled[0]!, 'owl']]), 'ann')
  rejectPredictions(catalog, new Map([[labeled[0]!, 'cat']]), 'ann')
  rejectPredictions(catalog, new Map([[labeled[0]!, 'dog']]), 'ann')
  const { confusion } = readOverview(index, {})
  expect(confusion.isClosed).toBe(true)
  expect(confusion.classes.map(({ name }) => name)).toEqual(expect.arrayContaining(['cat', 'owl', 'harbour']))
  expect(confusion.outside.length).toBe(confusion.classes.length)
  const place = confusion.classes.findIndex(({ ref }) => ref === owl)
  expect(confusion.outside[place]).toBe(1)
  expect(list({ outside: true, status: ['labeled'] })).toEqual(['a90'])
})

test('what another process writes is seen, too', async () => {
  expect(list({ status: ['labeled'] })).toEqual(['B80'])
  const { openCatalog } = await import('../catalog/open/open-catalog.ts')
  const reader = openCatalog(catalog.file, { readOnly: true })
  const second = new BrowseIndex(reader)
  expect(listImages(second, { filter: { status: ['labeled'] }, sort: byName, after: null, limit: 9 }).ids).toEqual(
    ids('B80'),
  )
  setLabels(catalog, { imageIds: ids('c70'), to: { newName: 'cat' }, author: 'ann' })
  await expect
    .poll(() => listImages(second, { filter: { status: ['labeled'] }, sort: byName, after: null, limit: 9 }).ids)
    .toEqual(ids('B80', 'c70'))
  reader.close()
})

test.each([5, 9, 10, 11])('what another process writes while all is read is not half seen (%i)', (writeAt) => {
  const reader = openCatalog(catalog.file, { readOnly: true })
  onTestFinished(() => reader.close())
  let asked = 0
  const meanwhile: typeof reader = {
    ...reader,
    guard: (work) => {
      // When all images were read, and before their order is.
      if (++asked === writeAt)
        recordScan(
          catalog,
          rootId,
          [...readIds().keys(), 'a00'].map((path, place) => ({ path, size: 100 - place, mtime: 1000 + place })),
        )
      return reader.guard(work)
    },
  }
  const other = new BrowseIndex(meanwhile)
  const list = (by: Sort['by']) =>
    listImages(other, { filter: {}, sort: { by, descending: false }, after: null, limit: 99 }).ids
  // Each order by itself: on a slow machine, all may be read again between two questions.
  for (const by of ['name', 'size'] as const) {
    const found = list(by)
    const { count, data } = other.columns
    const shown = [...data.id.subarray(0, count)].filter((_, row) => data.status[row] !== gone)
    expect(found.toSorted()).toEqual(shown.toSorted())
  }
  expect(asked).toBeGreaterThan(writeAt)
  expect(other.byName).toHaveLength(other.columns.count)
})
