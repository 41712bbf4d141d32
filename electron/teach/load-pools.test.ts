import { expect, it } from 'vitest'
import type { Catalog } from '../catalog/connection.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { makeRandom, shuffle } from '../lib/random.ts'
import { makeEmbeddedProject } from '../test-support/embedded-project.ts'
import { loadPools, stampPools } from './load-pools.ts'

const count = 30

/** Gives every row another number, in another order. */
function shuffleRows(catalog: Catalog, seed: number): void {
  const rows = catalog.all<{ rowid: number }>('SELECT rowid FROM prediction_detail')
  const numbers = shuffle(
    makeRandom(seed),
    rows.map(({ rowid }) => rowid),
  )
  catalog.run('UPDATE prediction_detail SET rowid = -rowid')
  rows.forEach(({ rowid }, index) =>
    catalog.run('UPDATE prediction_detail SET rowid = ? WHERE rowid = ?', numbers[index]!, -rowid),
  )
}

it('reads every model’s embeddings in the order of the photos’ ids, in whatever order they were stored', () => {
  const catalog = openCatalog(makeEmbeddedProject(count, { second: { width: 8 } }))
  const [before, stamp] = [loadPools(catalog, [1, 2])!, stampPools(catalog, [1, 2])]
  expect(before.models.map(({ modelId, tokens }) => [modelId, tokens.map(({ width }) => width)])).toEqual([
    [1, [16, 16]],
    [2, [8]],
  ])
  expect([...before.ids]).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  catalog.run('UPDATE prediction_detail SET rowid = 1000 - rowid')
  expect(stampPools(catalog, [1, 2])).not.toBe(stamp)
  expect(loadPools(catalog, [1, 2])).toEqual(before)
})

it('makes the same of them in any order of the rows, also of an external classifier’s, which are reduced', () => {
  const catalog = openCatalog(makeEmbeddedProject(count, { second: { width: 1030 } }))
  const before = loadPools(catalog, [1, 2])!
  expect(before.models[1]!.tokens.map(({ width }) => width)).toEqual([count - 1])
  for (const seed of [1, 2, 3]) {
    shuffleRows(catalog, seed)
    expect(loadPools(catalog, [1, 2])).toEqual(before)
  }
})

it('reads the shape from the first photo whose embedding is whole', () => {
  const catalog = openCatalog(makeEmbeddedProject(count))
  catalog.run('UPDATE prediction_detail SET embeddings = zeroblob(image_id) WHERE image_id <= 7')
  const { ids, models } = loadPools(catalog, [1])!
  expect([...ids]).toEqual(Array.from({ length: count - 7 }, (_, index) => index + 8))
  expect(models[0]!.tokens.map(({ width }) => width)).toEqual([16, 16])
  catalog.run('UPDATE prediction_detail SET embeddings = zeroblob(0)')
  expect(loadPools(catalog, [1])).toBeNull()
})

it('leaves a model out that has not run on all photos, and embeddings of another length', () => {
  const catalog = openCatalog(makeEmbeddedProject(count, { second: { width: 8 } }))
  catalog.run('UPDATE prediction_detail SET embeddings = zeroblob(12) WHERE model_id = 2 AND image_id = 7')
  expect(loadPools(catalog, [1, 2])!.models.map(({ modelId }) => modelId)).toEqual([1])
  expect(loadPools(catalog, [2, 1])!.models.map(({ tokens }) => tokens[0]!.rows)).toEqual([count - 1, count - 1])
  expect(loadPools(catalog, [3])).toBeNull()
})
