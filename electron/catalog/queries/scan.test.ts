import { expect, test } from 'vitest'
import type { FoundFile } from '../rows.ts'
import { countImages, ensureRoot, findImage, recordFailure } from './images.ts'
import { getLabels } from './labels.ts'
import { ensureModel } from './models.ts'
import { getPrediction, storePredictions } from './predictions.ts'
import { recordScan, startScan } from './scan.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction } from '../../test-support/catalog.ts'

const file = (path: string, size = 1, mtime = 2): FoundFile => ({ path, size, mtime })

function setUp() {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const image = (path: string) => findImage(catalog, rootId, path)!
  return { catalog, rootId, image }
}

test('new, changed, unchanged, missing and back again', () => {
  const { catalog, rootId, image } = setUp()
  const modelId = ensureModel(catalog, 'deit', ['a', 'b', 'c'])
  expect(
    recordScan(
      catalog,
      rootId,
      ['a', 'b', 'c', 'd'].map((path) => file(path)),
    ),
  ).toEqual({ added: 4, changed: 0, unchanged: 0, missing: 0 })
  for (const path of ['a', 'b'])
    storePredictions(catalog, [{ content: makeContent(1), prediction: makePrediction(image(path).id, modelId) }])
  recordFailure(catalog, image('c').id, { code: 'damaged-image', message: 'x' })
  catalog.db.exec(
    `INSERT INTO class (id, name, created_at) VALUES (1, 'cat', 0); INSERT INTO label SELECT id, 1, 'person', 'Ann', 1 FROM image`,
  )

  expect(recordScan(catalog, rootId, [file('a'), file('b', 9), file('d', 1, 3)])).toEqual({
    added: 0,
    changed: 2,
    unchanged: 1,
    missing: 1,
  })
  expect(getPrediction(catalog, image('a').id, modelId)).not.toBeNull()
  expect(image('b')).toMatchObject({ state: 'new', size: 9, hash: null, width: null })
  expect(getPrediction(catalog, image('b').id, modelId)).toBeNull()
  expect(catalog.get('SELECT count(*) AS n FROM prediction_detail')).toEqual({ n: 1 })
  expect(countImages(catalog, rootId)).toEqual({ new: 2, ok: 1, failed: 0, missing: 1 })

  expect(recordScan(catalog, rootId, [])).toEqual({ added: 0, changed: 0, unchanged: 0, missing: 3 })
  expect(recordScan(catalog, rootId, [file('a'), file('b', 9), file('c'), file('d', 7)])).toEqual({
    added: 0,
    changed: 1,
    unchanged: 3,
    missing: 0,
  })
  expect(['a', 'b', 'c', 'd'].map((path) => image(path).state)).toEqual(['ok', 'new', 'failed', 'new'])
  expect(getPrediction(catalog, image('a').id, modelId)).not.toBeNull()
  for (const path of ['a', 'b', 'c', 'd']) expect(getLabels(catalog, image(path).id)).toHaveLength(1)
})

test('only a complete scan marks missing, and never below a folder that could not be read', () => {
  const { catalog, rootId, image } = setUp()
  const other = ensureRoot(catalog, '/other')
  recordScan(catalog, other, [file('stays')])
  recordScan(
    catalog,
    rootId,
    ['gone', 'locked', 'locked/a', 'locked/b/c', 'lockedout'].map((path) => file(path)),
  )
  expect(startScan(catalog, rootId).finish({ complete: false, exceptUnder: [] }).missing).toBe(0)
  expect(startScan(catalog, rootId).finish({ complete: true, exceptUnder: [''] }).missing).toBe(0)
  expect(startScan(catalog, rootId).finish({ complete: true, exceptUnder: ['locked'] }).missing).toBe(2)
  expect(['gone', 'locked/a', 'locked/b/c', 'lockedout'].map((path) => image(path).state)).toEqual([
    'missing',
    'new',
    'new',
    'missing',
  ])
  expect(countImages(catalog, other).missing).toBe(0)
})

test('a scan in batches counts a file once, and paths differ by their bytes', () => {
  const { catalog, rootId, image } = setUp()
  const scan = startScan(catalog, rootId)
  scan.add([file('A'), file('a'), file('\u00e9'), file('e\u0301')])
  scan.add([file('a'), file("it's; DROP TABLE image;--"), file('tab\tnew\nline'), file('%_')])
  expect(scan.finish({ complete: true, exceptUnder: [] })).toEqual({ added: 7, changed: 0, unchanged: 0, missing: 0 })
  expect(image('\u00e9').id).not.toBe(image('e\u0301').id)
})

test('many files are found, found again and found missing', () => {
  const { catalog, rootId } = setUp()
  const files = makeFiles(5000)
  expect(recordScan(catalog, rootId, files).added).toBe(5000)
  expect(recordScan(catalog, rootId, files).unchanged).toBe(5000)
  expect(recordScan(catalog, rootId, []).missing).toBe(5000)
  expect(countImages(catalog, rootId).missing).toBe(5000)
})
