import { expect, test } from 'vitest'
import {
  countImages,
  ensureRoot,
  findImage,
  getImage,
  listDuplicates,
  listProblems,
  recordContent,
  recordFailure,
} from './images.ts'
import { makeCatalog, makeContent } from '../../test-support/catalog.ts'
import { recordScan } from './scan.ts'

test('a root is known once, with or without a slash at its end', () => {
  const catalog = makeCatalog()
  expect(ensureRoot(catalog, '/photos')).toBe(ensureRoot(catalog, '/photos/'))
  expect(ensureRoot(catalog, '/other')).not.toBe(ensureRoot(catalog, '/photos'))
})

test('content, failures, counts and duplicates', () => {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const paths = ['b.jpg', 'a.jpg', 'd.jpg', 'c.jpg', 'e.jpg']
  recordScan(
    catalog,
    rootId,
    paths.map((path) => ({ path, size: 1, mtime: 2 })),
  )
  const id = (path: string): number => findImage(catalog, rootId, path)?.id ?? -1
  for (const path of ['a.jpg', 'b.jpg', 'd.jpg'])
    recordContent(catalog, id(path), makeContent(path === 'd.jpg' ? 2 : 1))
  const details = { message: 'no {what}', hint: '', params: { what: 'end' } }
  recordFailure(catalog, id('e.jpg'), { code: 'damaged-image', message: 'no end', details })
  recordFailure(catalog, id('c.jpg'), { code: 'not-an-image', message: 'text' })

  expect(getImage(catalog, id('a.jpg'))).toEqual({
    id: id('a.jpg'),
    rootId,
    path: 'a.jpg',
    size: 1,
    mtime: 2,
    state: 'ok',
    ...makeContent(1),
    errorCode: null,
    errorMessage: null,
  })
  expect(getImage(catalog, 999)).toBeNull()
  expect(countImages(catalog, rootId)).toEqual({ new: 0, ok: 3, failed: 2, missing: 0 })
  expect(listProblems(catalog, rootId)).toEqual([
    { path: 'c.jpg', code: 'not-an-image', message: 'text' },
    { path: 'e.jpg', code: 'damaged-image', message: 'no end', details },
  ])
  expect(listDuplicates(catalog, rootId)).toEqual([
    {
      hash: makeContent(1).hash,
      images: [
        { id: id('a.jpg'), path: 'a.jpg' },
        { id: id('b.jpg'), path: 'b.jpg' },
      ],
    },
  ])

  recordContent(catalog, id('e.jpg'), makeContent(3))
  expect(getImage(catalog, id('e.jpg'))).toMatchObject({ state: 'ok', errorCode: null, errorMessage: null })
})
