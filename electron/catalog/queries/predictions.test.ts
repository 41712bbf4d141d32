import { expect, test } from 'vitest'
import type { PredictionRecord } from '../rows.ts'
import { ensureRoot, getImage } from './images.ts'
import { ensureModel, getModel, listModels } from './models.ts'
import { findByHash, getPrediction, storePredictions } from './predictions.ts'
import { recordScan } from './scan.ts'
import { countTodo, takeTodo } from './todo.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction } from '../../test-support/catalog.ts'

function setUp(count = 5) {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  recordScan(catalog, rootId, makeFiles(count))
  return { catalog, rootId, modelId: ensureModel(catalog, 'deit', ['a', 'b', 'c']) }
}

test('a model is known once, by its key', () => {
  const { catalog, modelId } = setUp()
  expect(ensureModel(catalog, 'deit', ['a', 'b', 'c'])).toBe(modelId)
  expect(() => ensureModel(catalog, 'deit', ['a'])).toThrow(/other class names/)
  ensureModel(catalog, 'other', ['tench, Tinca tinca'])
  expect(getModel(catalog, modelId)).toEqual({ id: modelId, key: 'deit', labels: ['a', 'b', 'c'] })
  expect(getModel(catalog, 99)).toBeNull()
  expect(listModels(catalog).map(({ key }) => key)).toEqual(['deit', 'other'])
})

test('predictions come back bit for bit, and replace older ones', () => {
  const { catalog, modelId } = setUp()
  const distilled = makePrediction(1, modelId)
  const plain: PredictionRecord = {
    ...makePrediction(2, modelId),
    cls: distilled.fused,
    dist: null,
    agreement: null,
    embeddings: null,
    rollout: null,
    mapDistance: null,
  }
  // A view into a larger buffer, as engines return them.
  const view: PredictionRecord = {
    ...makePrediction(3, modelId),
    embeddings: new Float32Array([9, 8, 7, 6]).subarray(1, 3),
  }
  storePredictions(
    catalog,
    [distilled, plain, view].map((prediction) => ({ content: makeContent(prediction.imageId), prediction })),
  )
  for (const record of [distilled, plain, view]) expect(getPrediction(catalog, record.imageId, modelId)).toEqual(record)
  expect(getImage(catalog, 1)).toMatchObject({ state: 'ok', width: 640 })
  expect(getPrediction(catalog, 4, modelId)).toBeNull()
  expect(catalog.get('SELECT confidence FROM prediction WHERE image_id = 1')).toEqual({ confidence: 0.1 + 0.2 })

  const again = makePrediction(1, modelId, 0.9, false)
  storePredictions(catalog, [{ content: null, prediction: again }])
  expect(getPrediction(catalog, 1, modelId)).toEqual(again)
})

test('a batch is stored whole or not at all', () => {
  const { catalog, modelId } = setUp()
  const batch = [makePrediction(1, modelId), makePrediction(999, modelId)].map((prediction) => ({
    content: null,
    prediction,
  }))
  expect(() => storePredictions(catalog, batch)).toThrow()
  expect(getPrediction(catalog, 1, modelId)).toBeNull()
  expect(() => storePredictions(catalog, [{ content: null, prediction: makePrediction(1, modelId, NaN) }])).toThrow()
})

test('what is to do is a query: by path, resumable, failed ones included', () => {
  const { catalog, rootId, modelId } = setUp(250)
  const todo = { rootId, modelId, needMaps: true }
  expect(countTodo(catalog, todo)).toBe(250)
  storePredictions(
    catalog,
    [1, 2, 3].map((id) => ({ content: makeContent(id), prediction: makePrediction(id, modelId, 0.5, id !== 3) })),
  )
  expect(countTodo(catalog, todo)).toBe(248)
  expect(countTodo(catalog, { ...todo, needMaps: false })).toBe(247)
  expect(countTodo(catalog, { ...todo, modelId: modelId + 1 })).toBe(250)
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = 4`)
  catalog.run(`UPDATE image SET state = 'failed' WHERE id = 5`)

  const paths: string[] = []
  let after: { path: string } | null = null
  for (;;) {
    const page = takeTodo(catalog, { ...todo, after, limit: 60 })
    if (page.length === 0) break
    paths.push(...page.map(({ path }) => path))
    after = page.at(-1)!
  }
  const expected = makeFiles(250)
    .map(({ path }) => path)
    .filter((_, index) => ![0, 1, 3].includes(index))
    .sort()
  expect(paths).toEqual(expected)
})

test('a prediction without embeddings counts as none, for a copy as well', () => {
  const { catalog, rootId, modelId } = setUp(3)
  const bare = { ...makePrediction(1, modelId), embeddings: null }
  const todo = { rootId, modelId, needMaps: true }
  storePredictions(catalog, [{ content: makeContent(7), prediction: bare }])
  expect(countTodo(catalog, todo)).toBe(3)
  expect(takeTodo(catalog, { ...todo, after: null, limit: 1 })).toMatchObject([{ id: 1 }])
  expect(findByHash(catalog, modelId, makeContent(7).hash, true)).toBeNull()
  expect(getPrediction(catalog, 1, modelId)).toEqual(bare)
  storePredictions(catalog, [{ content: null, prediction: makePrediction(1, modelId) }])
  expect(countTodo(catalog, todo)).toBe(2)
  expect(findByHash(catalog, modelId, makeContent(7).hash, true)).toEqual(makePrediction(1, modelId))
})

test('bytewise means UTF-8 bytes, not UTF-16 units', () => {
  const { catalog, rootId, modelId } = setUp(0)
  const paths = ['\u{1f600}', '\uffee', 'z', 'Z', 'a b', 'a/b', 'a-b']
  recordScan(
    catalog,
    rootId,
    paths.map((path) => ({ path, size: 1, mtime: 1 })),
  )
  const sorted = paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  expect(
    takeTodo(catalog, { rootId, modelId, needMaps: false, after: null, limit: 99 }).map(({ path }) => path),
  ).toEqual(sorted)
})

test('equal bytes need no second run', () => {
  const { catalog, modelId } = setUp()
  storePredictions(catalog, [{ content: makeContent(7), prediction: makePrediction(1, modelId, 0.5, false) }])
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = 1`)
  expect(findByHash(catalog, modelId, makeContent(7).hash, false)).toEqual(makePrediction(1, modelId, 0.5, false))
  expect(findByHash(catalog, modelId, makeContent(7).hash, true)).toBeNull()
  expect(findByHash(catalog, modelId + 1, makeContent(7).hash, false)).toBeNull()
  expect(findByHash(catalog, modelId, makeContent(8).hash, false)).toBeNull()
})
