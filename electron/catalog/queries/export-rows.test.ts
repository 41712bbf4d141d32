import { expect, test } from 'vitest'
import { iterateExport } from './export-rows.ts'
import { ensureRoot, recordFailure } from './images.ts'
import { ensureModel } from './models.ts'
import { storePredictions } from './predictions.ts'
import { recordScan } from './scan.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction } from '../../test-support/catalog.ts'
import { takeTodo } from './todo.ts'

test('images of one folder in bytewise path order, without the missing, with all that is known of them', () => {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const modelId = ensureModel(catalog, 'deit', ['a', 'b', 'c'])
  recordScan(catalog, ensureRoot(catalog, '/other'), makeFiles(3))
  const names = ['é', 'sure', 'unsure', 'gone', 'new', 'failed', 'labeled-failed', 'imported', 'edge']
  recordScan(
    catalog,
    rootId,
    names.map((path) => ({ path, size: 1, mtime: 1 })),
  )
  const id = new Map(
    catalog
      .all<{ id: number; path: string }>('SELECT id, path FROM image WHERE root_id = ?', rootId)
      .map((row) => [row.path, row.id]),
  )
  const confidences = { sure: 0.9, edge: 0.5, unsure: 0.5 - Number.EPSILON, é: 0.9, failed: 0.9, gone: 0.9 }
  for (const [path, confidence] of Object.entries(confidences)) {
    storePredictions(catalog, [
      { content: makeContent(1), prediction: makePrediction(id.get(path)!, modelId, confidence) },
    ])
  }
  for (const path of ['failed', 'labeled-failed'])
    recordFailure(catalog, id.get(path)!, { code: 'damaged-image', message: 'x' })
  catalog.run(`UPDATE image SET state = 'missing' WHERE path = 'gone'`)
  catalog.db.exec(`INSERT INTO class (id, name, created_at, position) VALUES (1, 'cat', 0, 2), (2, 'wild', 0, 1)`)
  for (const [path, source] of [
    ['labeled-failed', 'person'],
    ['é', 'person'],
    ['imported', 'import'],
  ] as const) {
    catalog.run(`INSERT INTO label VALUES (?, 1, ?, 'Ann', 1)`, id.get(path)!, source)
  }

  catalog.run(`INSERT INTO label VALUES (?, 2, 'person', 'Bob', 2)`, id.get('é')!)
  catalog.run(`INSERT INTO mark VALUES (?, 1, 'blurred', 'test')`, id.get('é')!)
  catalog.run('INSERT INTO rejection VALUES (?, 1)', id.get('sure')!)

  const rows = [...iterateExport(catalog, { rootId, modelId })]
  expect(rows.map(({ path }) => path)).toEqual([
    'edge',
    'failed',
    'imported',
    'labeled-failed',
    'new',
    'sure',
    'unsure',
    'é',
  ])
  expect(rows.at(-1)).toEqual({
    imageId: id.get('é'),
    path: 'é',
    width: 640,
    height: 480,
    state: 'ok',
    errorCode: null,
    errorMessage: null,
    prediction: {
      classIndex: 2,
      confidence: 0.9,
      clsIndex: 2,
      clsConfidence: 1 / 3,
      distIndex: 1,
      distConfidence: 2 / 3,
      agreement: false,
      fused: null,
    },
    labels: [
      { className: 'wild', source: 'person', author: 'Bob' },
      { className: 'cat', source: 'person', author: 'Ann' },
    ],
    rejected: [],
    flagged: true,
    note: 'blurred',
    split: 'test',
  })
  expect(rows[4]).toMatchObject({ prediction: null, labels: [], flagged: false, note: null, split: null })
  expect(rows[5]).toMatchObject({ rejected: [1] })
  const [edge] = iterateExport(catalog, { rootId, modelId, withPredictions: true })
  expect(edge?.prediction?.fused).toEqual(makePrediction(1, modelId, 0.5).fused)
})

test('many images are exported whole, written to while the export runs', () => {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const modelId = ensureModel(catalog, 'deit', ['a', 'b', 'c'])
  recordScan(catalog, rootId, makeFiles(5000))
  storePredictions(
    catalog,
    Array.from({ length: 2500 }, (_, index) => ({
      content: makeContent(index),
      prediction: makePrediction(2 * index + 1, modelId),
    })),
  )
  const after = { path: makeFiles(70)[69]!.path }
  expect(takeTodo(catalog, { rootId, modelId, needMaps: true, after, limit: 200 })).toHaveLength(200)
  let rows = 0
  for (const { imageId } of iterateExport(catalog, { rootId, modelId, withPredictions: true })) {
    if (rows++ % 500 === 0) recordFailure(catalog, imageId, { code: 'damaged-image', message: 'x' })
  }
  expect(rows).toBe(5000)
})
