import { expect, test } from 'vitest'
import type { Catalog } from '../catalog/connection.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { deleteSavedFilter, saveFilter as keep } from '../catalog/queries/saved-filters.ts'
import type { SavedFilter } from './calls.ts'
import { listSavedFilters } from './saved-filters.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { changeClass } from '../labels/classes/classes.ts'
import { setLabels } from '../labels/edits/edits.ts'
import { makeCatalog } from '../test-support/catalog.ts'
import { BrowseIndex } from './browse-index.ts'
import { countImages } from './count.ts'

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
