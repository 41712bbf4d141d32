import { beforeEach, describe, expect, test } from 'vitest'
import type { Catalog } from '../catalog/connection.ts'
import { jumpTo, undo } from '../catalog/history/edit.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { ensureModel, getModel } from '../catalog/queries/models.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { deleteSavedFilter, saveFilter as keep } from '../catalog/queries/saved-filters.ts'
import type { SavedFilter } from './calls.ts'
import { listSavedFilters } from './saved-filters.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { changeClass, deleteClass, setMapping } from '../labels/classes/classes.ts'
import { acceptPredictions, setLabels } from '../labels/edits/edits.ts'
import { makeCatalog, makeContent, makePrediction } from '../test-support/catalog.ts'
import { BrowseIndex } from './browse-index.ts'
import { countImages } from './count.ts'
import { listImages } from './list.ts'
import { readShownPredictions } from './predictions.ts'

const saveFilter = (catalog: Catalog, { name, filter }: SavedFilter): void =>
  keep(catalog, name, JSON.stringify(filter))

test('filters are kept by name, replaced and forgotten', () => {
  const catalog = makeCatalog()
  saveFilter(catalog, { name: 'open', filter: { status: ['new', 'needs review'] } })
  saveFilter(catalog, { name: 'Größe', filter: { size: [0, 10], text: 'a"b' } })
  saveFilter(catalog, { name: 'open', filter: { flagged: true } })
  expect(listSavedFilters(catalog)).toEqual([
    { name: 'Größe', filter: { size: [0, 10], text: 'a"b' } },
    { name: 'open', filter: { flagged: true } },
  ])
  deleteSavedFilter(catalog, 'open')
  deleteSavedFilter(catalog, 'none')
  expect(listSavedFilters(catalog).map(({ name }) => name)).toEqual(['Größe'])
})

test('a saved filter finds the photos of a class that was renamed', () => {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), [{ path: 'one.jpg', size: 1, mtime: 1 }])
  setLabels(catalog, { imageIds: [1], to: { newName: 'cat' }, author: 'ann' })
  const index = new BrowseIndex(catalog)
  const [cat] = countImages(index, {}).labels
  saveFilter(catalog, { name: 'cats', filter: { labels: [cat!.ref] } })
  changeClass(catalog, 1, { name: 'feline' }, 'ann')
  const [{ filter }] = listSavedFilters(catalog) as [SavedFilter]
  expect(countImages(index, filter)).toMatchObject({ total: 1, labels: [{ ref: 1, name: 'feline', count: 1 }] })
})

describe('a saved filter on a class that only the model has', () => {
  let catalog: Catalog
  let index: BrowseIndex
  // One to three are predicted to be tabbies, four to be an owl.
  beforeEach(() => {
    catalog = makeCatalog()
    const modelId = ensureModel(catalog, 'deit', ['tabby', 'siamese', 'owl'])
    setSetting(catalog, 'modelKey', 'deit')
    const files = ['1', '2', '3', '4'].map((path) => ({ path, size: 1, mtime: 1 }))
    recordScan(catalog, ensureRoot(catalog, '/photos'), files)
    storePredictions(
      catalog,
      [0, 0, 0, 2].map((classIndex, place) => ({
        content: makeContent(place),
        prediction: { ...makePrediction(place + 1, modelId, 0.9), fused: [{ classIndex, confidence: 0.9 }] },
      })),
    )
    for (const part of ['classes', 'predictions', 'labels'] as const)
      saveFilter(catalog, { name: part, filter: { [part]: ['tabby'] } })
    index = new BrowseIndex(catalog)
  })
  const find = (): Record<string, number[]> =>
    Object.fromEntries(
      listSavedFilters(catalog).map(({ name, filter }) => [
        name,
        listImages(index, { filter, sort: { by: 'name', descending: false }, after: null, limit: 9 }).ids,
      ]),
    )
  const accept = (...ids: number[]): void => void acceptPredictions(catalog, readShownPredictions(index, ids), 'ann')

  test('finds the same photos when the class is the project’s, whatever it is called', () => {
    expect(find()).toEqual({ classes: [1, 2, 3], labels: [], predictions: [1, 2, 3] })
    accept(1, 2)
    const after = { classes: [1, 2, 3], labels: [1, 2], predictions: [1, 2, 3] }
    expect(find()).toEqual(after)
    changeClass(catalog, 1, { name: 'cat' }, 'ann')
    expect(find()).toEqual(after)
    // By its id it is the same class.
    for (const part of ['classes', 'predictions', 'labels'] as const)
      saveFilter(catalog, { name: part, filter: { [part]: [1] } })
    expect(find()).toEqual(after)
  })

  test('follows undo and redo, in steps and in jumps', () => {
    const states = [find()]
    accept(1)
    states.push(find())
    changeClass(catalog, 1, { name: 'cat' }, 'ann')
    expect(find()).toEqual(states[1])
    undo(catalog)
    undo(catalog)
    expect(find()).toEqual(states[0])
    jumpTo(catalog, 2)
    expect(find()).toEqual(states[1])
    jumpTo(catalog, 0)
    expect(find()).toEqual(states[0])
  })

  test('goes with what the class is mapped to', () => {
    setLabels(catalog, { imageIds: [4], to: { newName: 'cat' }, author: 'ann' })
    setSetting(catalog, 'labelSet', 'open')
    setMapping(catalog, getModel(catalog, 1)!, [{ classIndex: 0, classId: 1 }], 'ann')
    expect(find()).toEqual({ classes: [1, 2, 3, 4], labels: [4], predictions: [1, 2, 3] })
    undo(catalog)
    expect(find()).toEqual({ classes: [1, 2, 3], labels: [], predictions: [1, 2, 3] })
  })

  test('is about the class that has the name now, where another one had it before', () => {
    accept(1)
    changeClass(catalog, 1, { name: 'cat' }, 'ann')
    setLabels(catalog, { imageIds: [4], to: { newName: 'tabby' }, author: 'ann' })
    expect(find()).toEqual({ classes: [2, 3, 4], labels: [4], predictions: [1, 2, 3] })
    deleteClass(catalog, 2, null, 'ann')
    expect(find()).toEqual({ classes: [1, 2, 3], labels: [1], predictions: [1, 2, 3] })
  })

  test('a class that is made after an undo is another one', () => {
    accept(1)
    saveFilter(catalog, { name: 'labels', filter: { labels: [1] } })
    undo(catalog)
    setLabels(catalog, { imageIds: [4], to: { newName: 'owl' }, author: 'ann' })
    expect(find()).toMatchObject({ labels: [] })
  })
})

test.each(['no JSON', '[]', '{"fromTheFuture":1}', '{"status":["odd"]}'])(
  'a damaged filter, %s, is left out, and the others are there',
  (filter) => {
    const catalog = makeCatalog()
    saveFilter(catalog, { name: 'sound', filter: {} })
    catalog.run('INSERT INTO saved_filter (name, filter) VALUES (?, ?)', 'damaged', filter)
    expect(listSavedFilters(catalog)).toEqual([{ name: 'sound', filter: {} }])
    expect(catalog.get('SELECT count(*) AS count FROM saved_filter')).toEqual({ count: 2 })
  },
)
