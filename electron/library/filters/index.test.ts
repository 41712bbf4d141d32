import { expect, test } from 'vitest'
import { makeCatalog } from '../../test-support/catalog.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { BrowseIndex } from '../browse-index.ts'
import { countImages } from '../count.ts'
import { type Filter, filters, filterSchema } from './index.ts'

test('every filter has a name of its own and a place in the schema', () => {
  const names = filters.map(({ name }) => name)
  expect(new Set(names).size).toBe(filters.length)
  expect(Object.keys(filterSchema.shape)).toEqual(names)
  expect(filterSchema.safeParse({ unknown: true }).success).toBe(false)
  expect(filterSchema.parse({})).toEqual({})
})

test('all filters at once: each is counted with all others applied', () => {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), [
    { path: 'a/one.jpg', size: 10, mtime: 1 },
    { path: 'a/two.jpg', size: 20, mtime: 2 },
    { path: 'b/one.jpg', size: 30, mtime: 1 },
  ])
  const index = new BrowseIndex(catalog)
  const all: Filter = {
    among: [1, 2, 3],
    folder: { rootId: 1, path: 'a' },
    status: ['new'],
    flagged: false,
    noted: false,
    conflict: false,
    splits: ['none'],
    size: [0, 10],
    date: [0, 1],
    text: 'o',
  }
  expect(countImages(index, all)).toMatchObject({ total: 1, status: { new: 1 }, size: [10, 10], date: [1, 1] })
  // Two fails both size and date: it is counted for neither until the other lets it through.
  expect(countImages(index, { ...all, date: [0, 2] })).toMatchObject({ total: 1, size: [10, 20], date: [1, 1] })
  // Of what fails one filter alone, only that filter's count knows.
  expect(countImages(index, { ...all, size: [0, 20], date: [2, 2], status: ['failed'] })).toMatchObject({
    total: 0,
    status: { new: 1 },
    size: null,
    date: null,
  })
  catalog.close()
})
