import { expect, test } from 'vitest'
import type { ServiceEvent } from '../api/events.ts'
import type { Catalog } from '../catalog/connection.ts'
import { countMapped, describeNearDuplicates, readEmbeddingMap } from '../catalog/queries/embeddings.ts'
import { listJobs } from '../catalog/queries/jobs.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { findNearDuplicates, makeEmbeddingMap, type SimilarityJob } from './jobs.ts'
import { makeEmbeddings } from '../test-support/made-embeddings.ts'
import { makeEmbeddingCatalog } from '../test-support/vectors.ts'

const base = makeEmbeddings({ count: 30, dims: 16, clusters: 30, copies: 0 })
const embeddings = [...base, base[4]!, base[4]!, base[9]!]
const layout = { neighbors: 5, minDistance: 0.1, seed: 1 }

function open(values: readonly (Float32Array | null)[] = embeddings) {
  const project = makeEmbeddingCatalog(values)
  const events: ServiceEvent[] = []
  const abort = new AbortController()
  const job: SimilarityJob = {
    catalog: project.catalog,
    modelId: project.modelId,
    emit: (event) => void events.push(event),
    signal: abort.signal,
  }
  return { ...project, events, abort, job }
}

const groupsOf = (catalog: Catalog): number[][] =>
  [
    ...Map.groupBy(
      catalog.all<{ id: number; groupId: number }>(
        'SELECT image_id AS id, group_id AS groupId FROM near_duplicate ORDER BY image_id',
      ),
      ({ groupId }) => groupId,
    ).values(),
  ].map((rows) => rows.map(({ id }) => id))

test('near-duplicates are found, kept, counted and reported', async () => {
  const { catalog, rootId, files, ids, job, events } = open()
  expect(describeNearDuplicates(catalog)).toBeNull()
  await findNearDuplicates(job, 0.99)
  expect(groupsOf(catalog)).toEqual([
    [ids[4], ids[30], ids[31]],
    [ids[9], ids[32]],
  ])
  expect(describeNearDuplicates(catalog)).toEqual({ threshold: 0.99, groups: 2, images: 5 })
  expect(events.at(-1)).toEqual({ type: 'changed' })
  expect(listJobs(catalog)[0]).toMatchObject({ kind: 'near-duplicates', state: 'done', done: 33, total: 33 })

  recordScan(catalog, rootId, files.slice(0, 32)) // of the second group one photo is left
  expect(describeNearDuplicates(catalog)).toMatchObject({ groups: 1, images: 3 })
  await findNearDuplicates(job, 0.99)
  expect(groupsOf(catalog)).toEqual([[ids[4], ids[30], ids[31]]])
})

test('the map holds every photo that is there, and is replaced by the next one', async () => {
  const { catalog, rootId, modelId, files, ids, job, events } = open()
  expect(countMapped(catalog, modelId)).toBe(0)
  await makeEmbeddingMap(job, layout)
  const map = readEmbeddingMap(catalog, modelId)
  expect([...map.ids]).toEqual(ids)
  expect([...map.x, ...map.y].every(Number.isFinite)).toBe(true)
  expect(events.at(-1)).toEqual({ type: 'changed' })
  expect(listJobs(catalog)[0]).toMatchObject({ kind: 'embedding-map', state: 'done', done: 33, total: 33 })

  recordScan(catalog, rootId, files.slice(1))
  expect([countMapped(catalog, modelId), countMapped(catalog, null)]).toEqual([32, 0])
  expect([...readEmbeddingMap(catalog, modelId).ids]).toEqual(ids.slice(1))
  await makeEmbeddingMap(job, { ...layout, seed: 2 })
  expect(readEmbeddingMap(catalog, modelId).x).not.toEqual(map.x.slice(1))
})

test.each(['near-duplicates', 'embedding-map'])(
  'cancelled in the middle, the job %s leaves what was there',
  async (kind) => {
    const { catalog, modelId, job, events, abort } = open(
      makeEmbeddings({ count: 400, dims: 64, clusters: 10, spread: 1 }),
    )
    await findNearDuplicates(job, 0.95)
    await makeEmbeddingMap({ ...job, emit: () => undefined }, { ...layout, minDistance: 0.5 })
    const before = [groupsOf(catalog), describeNearDuplicates(catalog), readEmbeddingMap(catalog, modelId)]
    events.length = 0
    const emit: SimilarityJob['emit'] = (event) => {
      events.push(event)
      if (event.type === 'job' && event.job.total !== null) abort.abort()
    }
    await (kind === 'near-duplicates'
      ? findNearDuplicates({ ...job, emit }, 0.5)
      : makeEmbeddingMap({ ...job, emit }, layout))
    expect(listJobs(catalog)[0]).toMatchObject({ kind, state: 'cancelled', total: 400 })
    expect(events.some(({ type }) => type === 'changed')).toBe(false)
    expect([groupsOf(catalog), describeNearDuplicates(catalog), readEmbeddingMap(catalog, modelId)]).toEqual(before)
  },
)

test('a job that is cancelled before it begins does nothing; one that cannot be done says why', async () => {
  const { catalog, job } = open([null])
  await findNearDuplicates({ ...job, signal: AbortSignal.abort() }, 0.9)
  expect(listJobs(catalog)[0]).toMatchObject({ state: 'cancelled' })
  await expect(findNearDuplicates(job, 0.9)).rejects.toMatchObject({ code: 'unsupported-model' })
  expect(listJobs(catalog)[0]).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('before this model gave embeddings') as string,
  })
  expect(describeNearDuplicates(catalog)).toBeNull()
})
