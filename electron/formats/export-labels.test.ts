import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { ensureRoot, findImage, recordFailure } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { makeCatalog, makeContent, makePrediction, makeTempFolder } from '../test-support/catalog.ts'
import { setLabels } from '../labels/edits/edits.ts'
import { exportLabels, type ExportOptions } from './export-labels.ts'
import { setSetting } from '../catalog/queries/settings.ts'

/** A project with a photo in each state; both heads disagree on every one. */
function fill() {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const labels = ['cat', 'dog', 'a "fox", red']
  const modelId = ensureModel(catalog, 'tiny', labels)
  const paths = ['sure.jpg', 'unsure.jpg', 'broken.jpg', 'new.jpg', 'sub/person,1.jpg', 'gone.jpg', '=é\n.jpg']
  recordScan(
    catalog,
    rootId,
    paths.map((path) => ({ path, size: 1, mtime: 1 })),
  )
  const id = (path: string): number => findImage(catalog, rootId, path)!.id
  const confidences = { 'sure.jpg': 0.9, 'unsure.jpg': 0.4, 'sub/person,1.jpg': 0.8, 'gone.jpg': 0.7, '=é\n.jpg': 0.5 }
  for (const [path, confidence] of Object.entries(confidences)) {
    storePredictions(catalog, [{ content: makeContent(1), prediction: makePrediction(id(path), modelId, confidence) }])
  }
  recordFailure(catalog, id('broken.jpg'), { code: 'damaged-image', message: 'x' })
  setLabels(catalog, { imageIds: [id('sub/person,1.jpg')], to: { newName: 'lynx' }, author: 'Ann' })
  setSetting(catalog, 'labelSet', 'open')
  recordScan(
    catalog,
    rootId,
    paths.filter((path) => path !== 'gone.jpg').map((path) => ({ path, size: 1, mtime: 1 })),
  )
  const file = join(makeTempFolder(), 'labels.csv')
  return async (options: Partial<ExportOptions> = {}) => {
    const result = await exportLabels(catalog, {
      rootId,
      modelId,
      labels,
      threshold: 0.5,
      predictions: true,
      topK: 0,
      format: 'csv',
      file,
      excelSafe: false,
      ...options,
    })
    const rows = parse(readFileSync(file), { columns: true, recordDelimiter: '\r\n' }) as unknown as Record<
      string,
      string
    >[]
    return { result: { ...result, file: '' }, rows, header: Object.keys(rows[0] ?? {}) }
  }
}

const counts = {
  file: '',
  rows: 6,
  labeled: 1,
  preLabeled: 2,
  needsReview: 1,
  outside: 0,
  failed: 1,
  new: 1,
  missing: 1,
}

test('every photo is a row, in bytewise order, missing ones only counted', async () => {
  const { result, rows, header } = await fill()()
  expect(result).toEqual(counts)
  expect(header).toEqual([
    'file_name',
    'label',
    'confidence',
    'source',
    'cls_label',
    'cls_confidence',
    'dist_label',
    'dist_confidence',
    'agreement',
    'width',
    'height',
    'status',
    'split',
    'flagged',
    'note',
    'author',
  ])
  expect(rows.map((row) => [row['file_name'], row['label'], row['confidence'], row['source'], row['status']])).toEqual([
    ['=é\n.jpg', 'a "fox", red', '0.50000', 'model', 'pre-labeled'],
    ['broken.jpg', '', '', '', 'failed'],
    ['new.jpg', '', '', '', 'new'],
    ['sub/person,1.jpg', 'lynx', '', 'person', 'labeled'],
    ['sure.jpg', 'a "fox", red', '0.90000', 'model', 'pre-labeled'],
    ['unsure.jpg', '', '0.40000', '', 'needs review'],
  ])
})

test('both heads, their agreement and the size are in every row that was predicted', async () => {
  const { rows } = await fill()()
  for (const row of rows.filter(({ status }) => status !== 'failed' && status !== 'new')) {
    expect(row).toMatchObject({
      cls_label: 'a "fox", red',
      cls_confidence: '0.33333',
      dist_label: 'dog',
      dist_confidence: '0.66667',
      agreement: 'false',
      width: '640',
      height: '480',
    })
  }
  expect(rows[1]).toMatchObject({
    cls_label: '',
    cls_confidence: '',
    dist_label: '',
    dist_confidence: '',
    agreement: '',
    width: '',
    height: '',
  })
})

test('the threshold decides what is a label; a person’s label is kept whatever it is', async () => {
  const run = fill()
  for (const [threshold, preLabeled] of [
    [0, 3],
    [0.4, 3],
    [0.41, 2],
    [0.5, 2],
    [0.51, 1],
    [0.91, 0],
  ] as const) {
    const { result, rows } = await run({ threshold })
    expect(result).toMatchObject({ preLabeled, needsReview: 3 - preLabeled, labeled: 1 })
    expect(rows.filter(({ source }) => source === 'model')).toHaveLength(preLabeled)
    for (const { label, status } of rows) expect(label !== '').toBe(status === 'pre-labeled' || status === 'labeled')
  }
})

test('without predictions a file holds what people decided, in the same columns, whatever reaches the threshold', async () => {
  const run = fill()
  const { header } = await run()
  const { result, rows, header: same } = await run({ predictions: false, topK: 3, threshold: 0 })
  expect(same).toEqual(header)
  expect(result).toMatchObject({ labeled: 1, preLabeled: 3 })
  expect(
    rows.map((row) => [row['label'], row['source'], row['confidence'], row['cls_label'], row['agreement']]),
  ).toEqual(
    rows.map(({ file_name: name }) => [...(name === 'sub/person,1.jpg' ? ['lynx', 'person'] : ['', '']), '', '', '']),
  )
  expect(rows.map(({ status }) => status)).toEqual([
    'pre-labeled',
    'failed',
    'new',
    'labeled',
    'pre-labeled',
    'pre-labeled',
  ])
})

test('top-k adds two columns a prediction, empty where there is none', async () => {
  const { rows, header } = await fill()({ topK: 3 })
  expect(header.slice(16)).toEqual([
    'top1_label',
    'top1_confidence',
    'top2_label',
    'top2_confidence',
    'top3_label',
    'top3_confidence',
  ])
  expect(rows[4]).toMatchObject({
    top1_label: 'a "fox", red',
    top1_confidence: '0.90000',
    top2_label: 'cat',
    top2_confidence: '0.00000',
    top3_label: '',
    top3_confidence: '',
  })
  expect(rows[1]).toMatchObject({ top1_label: '', top3_confidence: '' })
})

test('excel-safe guards names too; a model that predicted nothing gives rows without predictions', async () => {
  const run = fill()
  expect((await run({ excelSafe: true })).rows[0]!['file_name']).toBe("'=é\n.jpg")
  const { result } = await run({ modelId: 99 })
  expect(result).toMatchObject({ rows: 6, labeled: 1, preLabeled: 0, needsReview: 0 })
})

test('an empty folder is a header alone', async () => {
  const { result, rows } = await fill()({ rootId: 99 })
  expect(result).toEqual({
    file: '',
    rows: 0,
    labeled: 0,
    preLabeled: 0,
    needsReview: 0,
    outside: 0,
    failed: 0,
    new: 0,
    missing: 0,
  })
  expect(rows).toEqual([])
})
