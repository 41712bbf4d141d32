import { expect, test } from 'vitest'
import { ensureRoot, recordFailure } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction } from '../test-support/catalog.ts'
import { setLabels } from '../labels/edits/edits.ts'
import { BrowseIndex } from './browse-index.ts'
import { listImages } from './list.ts'
import { type Walk, walkIds } from './walk-ids.ts'

/** 600 photos: every third has maps, every fifth a prediction without, every seventh failed. */
function makeProject() {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const modelId = ensureModel(catalog, 'deit', ['cat', 'dog', 'owl'])
  setSetting(catalog, 'modelKey', 'deit')
  recordScan(catalog, rootId, makeFiles(600))
  const ids = catalog.all<{ id: number }>('SELECT id FROM image ORDER BY id').map(({ id }) => id)
  const mapped = ids.filter((_, place) => place % 3 === 0)
  const bare = ids.filter((_, place) => place % 3 !== 0 && place % 5 === 0)
  storePredictions(
    catalog,
    [...mapped, ...bare].map((id, place) => ({
      content: makeContent(place),
      prediction: makePrediction(id, modelId, 0.5, place < mapped.length),
    })),
  )
  const failed = ids.filter((_, place) => place % 3 === 1 && place % 5 !== 0 && place % 7 === 0)
  for (const id of failed) recordFailure(catalog, id, { code: 'damaged-image', message: 'It is broken.' })
  return { catalog, index: new BrowseIndex(catalog), ids, mapped, failed }
}

async function collect(index: BrowseIndex, walk: Walk): Promise<number[][]> {
  const pages: number[][] = []
  for await (const page of walkIds(index, walk)) pages.push(page)
  return pages
}

test('all that pass and have maps, in pages of one size', async () => {
  const { index, mapped } = makeProject()
  const pages = await collect(index, { filter: {}, that: 'have maps', limit: 64 })
  expect(pages.flat()).toEqual(mapped)
  expect(pages.map(({ length }) => length)).toEqual([64, 64, 64, 8])
  const filter = { text: 'folder-07' }
  const listed = listImages(index, { filter, sort: { by: 'name', descending: false }, after: null, limit: 1000 }).ids
  expect((await collect(index, { filter, that: 'have maps', limit: 1000 })).flat().toSorted()).toEqual(
    listed.filter((id) => mapped.includes(id)).toSorted(),
  )
  expect(await collect(index, { filter: { text: 'nowhere' }, that: 'have maps', limit: 64 })).toEqual([])
})

test('what can be read is all but what failed', async () => {
  const { index, ids, failed } = makeProject()
  expect(failed.length).toBeGreaterThan(10)
  expect((await collect(index, { filter: {}, that: 'can be read', limit: 100 })).flat()).toEqual(
    ids.filter((id) => !failed.includes(id)),
  )
})

test('a label that is given meanwhile, and another’s question, lose and double no photo', async () => {
  const { catalog, index, mapped } = makeProject()
  const found: number[] = []
  for await (const page of walkIds(index, { filter: { status: ['pre-labeled'] }, that: 'have maps', limit: 30 })) {
    found.push(...page)
    if (found.length === 30) setLabels(catalog, { imageIds: [mapped[5]!, mapped[199]!], to: 'cat', author: 'ann' })
    listImages(index, {
      filter: { text: 'folder-01' },
      sort: { by: 'name', descending: false },
      after: null,
      limit: 10,
    })
    await collect(index, { filter: { text: 'folder-02' }, that: 'can be read', limit: 10 })
  }
  // One was given already; the other no longer passes.
  expect(found).toEqual(mapped.slice(0, -1))
})

test('a walk that has become pointless ends', async () => {
  const { index } = makeProject()
  let isOver = false
  const check = (): void => {
    if (isOver) throw new Error('over')
  }
  const walk = walkIds(index, { filter: {}, that: 'can be read', limit: 10, check })
  await walk.next()
  isOver = true
  await expect(walk.next()).rejects.toThrow('over')
})
