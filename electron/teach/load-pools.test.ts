import { expect, it } from 'vitest'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { makeEmbeddedProject } from '../test-support/embedded-project.ts'
import { loadPools, stampPools } from './load-pools.ts'

const count = 30

it('reads every model’s embeddings in the order of the photos’ ids, in whatever order they were stored', () => {
  const catalog = openCatalog(makeEmbeddedProject(count, { second: { width: 8 } }))
  const [before, stamp] = [loadPools(catalog, [1, 2])!, stampPools(catalog, [1, 2])]
  expect(before.models.map(({ modelId, tokens }) => [modelId, tokens.map(({ width }) => width)])).toEqual([
    [1, [16, 16]],
    [2, [8]],
  ])
  expect([...before.ids]).toEqual(Array.from({ length: count }, (_, index) => index + 1))
  catalog.run('UPDATE prediction_detail SET rowid = -rowid WHERE image_id > 5')
  catalog.run('UPDATE prediction_detail SET rowid = 1000 - rowid')
  expect(stampPools(catalog, [1, 2])).not.toBe(stamp)
  expect(loadPools(catalog, [1, 2])).toEqual(before)
})

it('leaves a model out that has not run on all photos, and embeddings of another length', () => {
  const catalog = openCatalog(makeEmbeddedProject(count, { second: { width: 8 } }))
  catalog.run('UPDATE prediction_detail SET embeddings = zeroblob(12) WHERE model_id = 2 AND image_id = 7')
  expect(loadPools(catalog, [1, 2])!.models.map(({ modelId }) => modelId)).toEqual([1])
  expect(loadPools(catalog, [2, 1])!.models.map(({ tokens }) => tokens[0]!.rows)).toEqual([count - 1, count - 1])
  expect(loadPools(catalog, [3])).toBeNull()
})
