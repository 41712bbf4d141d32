import { expect, test } from 'vitest'
import type { Catalog } from '../catalog/connection.ts'
import { deleteSavedFilter, saveFilter as keep } from '../catalog/queries/saved-filters.ts'
import type { SavedFilter } from './calls.ts'
import { listSavedFilters } from './saved-filters.ts'
import { makeCatalog } from '../test-support/catalog.ts'

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
