import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeClassifier, node, weight } from '../../models/deit/fixtures/make-model.ts'
import { importModel } from '../model-library/import/import-model.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder, nameOf } from '../test-support/prelabel-project.ts'
import { TestService } from '../test-support/service.ts'

let service: TestService
const call: TestService['call'] = (name, args) => service.call(name, args)
let folder: string
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  service = new TestService()
  folder = await makeFolder(12)
  copyFileSync(join(folder, nameOf(3)), join(folder, 'twin.jpg'))
  await call('openFolder', { folder })
  await service.ended('ingest')
})
afterEach(async () => {
  await service.close()
  vi.unstubAllEnvs()
})

const getMap = () => service.request('/files/embedding-map')
const listIds = async () => (await call('listImages', { filter: {}, sort: { by: 'name' }, limit: 100 })).ids

test('similarity, near-duplicates and the map of real photos, through the calls alone', async () => {
  const ids = await listIds()
  const [twin, original] = [ids.at(-1)!, ids[3]!]
  await expect(call('findSimilar', { id: original })).rejects.toThrow(
    'No model has run on the photos yet. Pre-label first.',
  )
  await expect(call('findNearDuplicates', { threshold: 0.9 })).rejects.toThrow('Pre-label first')
  await expect(call('startEmbeddingMap', {})).rejects.toThrow('Pre-label first')
  expect((await getMap()).status).toBe(404)

  await call('startPrelabel', {})
  await service.ended('prelabel')
  const similar = await call('findSimilar', { id: original })
  expect(similar.ids).toHaveLength(12)
  expect(similar.ids[0]).toBe(twin)
  expect(similar.similarities[0]).toBeCloseTo(1, 5)
  expect(similar.similarities).toEqual(similar.similarities.toSorted((a, b) => b - a))
  expect((await call('findSimilar', { id: original, limit: 2 })).ids).toEqual(similar.ids.slice(0, 2))

  const filter = { text: 'photo' }
  const passing = (await call('listImages', { filter, sort: { by: 'name' }, limit: 100 })).ids
  expect(passing).not.toContain(twin)
  expect((await call('findSimilar', { id: original, filter })).ids).toEqual(
    similar.ids.filter((id) => passing.includes(id)),
  )

  // Neighbouring pieces of one photo are alike: only the twin is the same.
  const [first, second] = await Promise.allSettled([
    call('findNearDuplicates', { threshold: 1 }),
    call('startEmbeddingMap', {}),
  ])
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
  expect(String((second as PromiseRejectedResult).reason)).toContain('Another job is running')
  expect((await call('findSimilar', { id: twin, limit: 1 })).ids).toEqual([original]) // during the job
  await service.ended('near-duplicates')
  expect((await call('listDuplicatesOf', { id: original })).toSorted()).toEqual([original, twin].toSorted())

  await call('startEmbeddingMap', { neighbors: 5 })
  await service.ended('embedding-map')
  const response = await getMap()
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
  const bytes = await response.arrayBuffer()
  expect(bytes.byteLength).toBe(4 + 13 * 12)
  expect(new Uint32Array(bytes, 0, 1)[0]).toBe(13)
  expect([...new Int32Array(bytes, 4, 13)]).toEqual(ids.toSorted((a, b) => a - b))
  const points = new Float32Array(bytes, 4 + 13 * 4, 26)
  expect(points.every(Number.isFinite)).toBe(true)
  expect(new Set(points).size).toBeGreaterThan(20)
})

const convolution = {
  nodes: [
    node('Conv', ['photo', 'filters'], 'edges', { kernel_shape: [3, 3] }),
    node('Flatten', ['edges'], 'flat'),
    node('MatMul', ['flat', 'w'], 'score'),
  ],
  weights: [weight('filters', [2, 3, 3, 3]), weight('w', [2 * 6 * 6, 3])],
}

test.each([
  ['the input of its last layer', convolution, 2 * 6 * 6],
  ['log-probabilities', {}, 3],
])('an external classifier: photos are compared by %s', async (_, recipe, width) => {
  const [file, labels] = [join(folder, 'some.onnx'), join(folder, 'names.txt')]
  writeFileSync(file, makeClassifier(recipe))
  writeFileSync(labels, 'red\ngreen\nblue\n')
  const modelsFolder = service.service.data.models
  const model = (await importModel({ file, labels, modelsFolder, precision: 'float32', preprocessing: 'inception' })).id
  await call('startPrelabel', { model })
  await service.ended('prelabel')
  const ids = await listIds()
  const [twin, original] = [ids.at(-1)!, ids[3]!]
  // In three dimensions others may be as close.
  const similarityOfTwin = async () => {
    const { ids: found, similarities } = await call('findSimilar', { id: original })
    expect(found).toHaveLength(12)
    return similarities[found.indexOf(twin)]
  }
  expect(await similarityOfTwin()).toBeCloseTo(1, 6)
  const lengths = () =>
    service.shown!.catalog.all('SELECT DISTINCT length(embeddings) / 4 AS width, rollout FROM prediction_detail')
  expect(lengths()).toEqual([{ width, rollout: null }])

  // A project that an older Glance pre-labeled with it.
  const catalog = service.shown!.writable()
  catalog.run('UPDATE prediction_detail SET embeddings = NULL')
  catalog.run('UPDATE prediction SET has_embeddings = 0')
  await expect(call('findSimilar', { id: original })).rejects.toThrow('before this model gave embeddings')
  service.events = []
  await call('startPrelabel', { model })
  await service.ended('prelabel')
  expect(lengths()).toEqual([{ width, rollout: null }])
  expect(await similarityOfTwin()).toBeCloseTo(1, 6)
  await call('findNearDuplicates', { threshold: 1 })
  await service.ended('near-duplicates')
  expect(await call('listDuplicatesOf', { id: original })).toContain(twin)
  await call('startEmbeddingMap', { neighbors: 5 })
  await service.ended('embedding-map')
  expect((await (await getMap()).arrayBuffer()).byteLength).toBe(4 + 13 * 12)
})

test('a person cancels the job; the next one starts', async () => {
  await call('startPrelabel', {})
  await service.ended('prelabel')
  await call('startEmbeddingMap', {})
  const { id } = (await call('listJobs', {}))[0]!
  await call('cancelJob', { id })
  await vi.waitFor(async () =>
    expect((await call('listJobs', {}))[0]).toMatchObject({ id, kind: 'embedding-map', state: 'cancelled' }),
  )
  expect((await getMap()).status).toBe(404)
  await call('findNearDuplicates', { threshold: 0.5 })
  await service.ended('near-duplicates')
})

test('filters are saved with the project', async () => {
  expect(await call('saveFilter', { name: ' mine ', filter: { flagged: true } })).toEqual([
    { name: 'mine', filter: { flagged: true } },
  ])
  await service.closeProject()
  await call('openFolder', { folder })
  expect(await call('listSavedFilters', {})).toEqual([{ name: 'mine', filter: { flagged: true } }])
  expect(await call('deleteSavedFilter', { name: 'mine' })).toEqual([])
})
