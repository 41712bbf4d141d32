import { expect, test, vi } from 'vitest'
import { recordScan } from '../catalog/queries/scan.ts'
import { SimilarSearch } from './search.ts'
import { makeEmbeddings } from '../test-support/made-embeddings.ts'
import { makeEmbeddingCatalog, similarityOf } from '../test-support/vectors.ts'

const embeddings = makeEmbeddings({ count: 40, dims: 8, clusters: 3, copies: 0 })

function open(values: readonly (Float32Array | null)[] = embeddings) {
  const project = makeEmbeddingCatalog(values)
  const search = new SimilarSearch()
  const source = { place: project.catalog.db.name, modelId: project.modelId }
  return { ...project, search, source, find: (id: number, limit = 5) => search.find(source, id, { limit }) }
}

test('the likest photos come first, the photo itself is left out', async () => {
  const { search, find, ids } = open()
  const found = await find(ids[0]!, 4)
  const best = embeddings
    .map((other, index) => [ids[index]!, similarityOf(embeddings[0]!, other)] as const)
    .slice(1)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 4)
  expect(found.ids).toEqual(best.map(([id]) => id))
  found.similarities.forEach((similarity, place) => expect(similarity).toBeCloseTo(best[place]![1], 6))
  expect((await find(ids[0]!, 10_000)).ids).toHaveLength(39)
  await search.close()
})

test('among some photos the likest of these are found', async () => {
  const { search, source, find, ids } = open()
  const all = await find(ids[7]!, 39)
  const among = ids.filter((_, index) => index % 3 === 1)
  const found = await search.find(source, ids[7]!, { limit: 5, among: [...among].reverse() })
  expect(found.ids).toEqual(all.ids.filter((id) => among.includes(id)).slice(0, 5))
  expect((await search.find(source, ids[7]!, { limit: 5, among: [ids[7]!] })).ids).toEqual([])
  expect((await search.find(source, ids[7]!, { limit: 5, among: [] })).ids).toEqual([])
  await search.close()
})

test('what was predicted, predicted again, or went missing since the last search is in the next one', async () => {
  const { search, find, ids, predict, catalog, rootId, files } = open([...embeddings.slice(0, 10), null])
  const [first, second, , fourth, , , seventh] = ids
  expect((await find(first!, 100)).ids).toHaveLength(9)
  await expect(find(ids[10]!)).rejects.toMatchObject({ code: 'not-found' })

  predict(ids[10]!, embeddings[0]!)
  expect(await find(first!, 1)).toMatchObject({ ids: [ids[10]] })
  expect((await find(ids[10]!, 1)).similarities[0]).toBeCloseTo(1, 6)
  // One that was known is another one now: first the last row, whose number SQLite uses again, then one in the middle.
  predict(
    ids[10]!,
    embeddings[0]!.map((value) => -value),
  )
  expect((await find(first!, 100)).ids.at(-1)).toBe(ids[10])
  predict(fourth!, embeddings[0]!)
  expect((await find(first!, 1)).ids).toEqual([fourth])
  predict(seventh!, embeddings[0]!)
  expect((await find(first!, 2)).ids.toSorted()).toEqual([fourth, seventh].toSorted())

  recordScan(
    catalog,
    rootId,
    files.filter((_, index) => index !== 3),
  )
  expect((await find(first!, 1)).ids).toEqual([seventh])
  expect((await find(first!, 100)).ids).toHaveLength(9)
  recordScan(catalog, rootId, files)
  expect((await find(first!, 100)).ids).toHaveLength(10)
  // A file that is another one now has no embedding, until the model is run on it again.
  recordScan(
    catalog,
    rootId,
    files.map((file, index) => (index === 1 ? { ...file, mtime: file.mtime + 1 } : file)),
  )
  expect((await find(first!, 100)).ids).not.toContain(second)
  await search.close()
})

test('another project is another set of photos', async () => {
  const { search, find, ids } = open()
  const other = makeEmbeddingCatalog(embeddings.slice(0, 3))
  expect((await find(ids[0]!, 100)).ids).toHaveLength(39)
  expect(
    (await search.find({ place: other.catalog.db.name, modelId: other.modelId }, other.ids[0]!, { limit: 100 })).ids,
  ).toHaveLength(2)
  await search.close()
})

test('a model without embeddings is an error, and later searches work', async () => {
  const { search, find, ids, predict } = open([null, null])
  await expect(find(ids[0]!)).rejects.toMatchObject({
    code: 'unsupported-model',
    hint: 'Pre-label again: it adds them.',
  })
  predict(ids[0]!, embeddings[0]!)
  expect((await find(ids[0]!)).ids).toEqual([])
  await search.close()
})

test('the vectors’ memory is released without searches, and the next search reads them again', async () => {
  const { catalog, modelId, ids } = open()
  const search = new SimilarSearch({ idleAfter: 20 })
  const source = { place: catalog.db.name, modelId }
  const first = await search.find(source, ids[0]!, { limit: 3 })
  expect(search.isAwake).toBe(true)
  await vi.waitFor(() => expect(search.isAwake).toBe(false), { timeout: 20_000 })
  expect(await search.find(source, ids[0]!, { limit: 3 })).toEqual(first)
  const [answered] = await Promise.all([search.find(source, ids[0]!, { limit: 3 }), search.close()])
  expect(answered).toEqual(first)
})
