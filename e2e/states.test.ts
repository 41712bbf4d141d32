import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { formatExport } from '../electron/cli/commands/export.ts'
import { insertClass } from '../electron/catalog/queries/classes.ts'
import { ensureRoot, findImage, recordFailure } from '../electron/catalog/queries/images.ts'
import { ensureModel } from '../electron/catalog/queries/models.ts'
import { storePredictions } from '../electron/catalog/queries/predictions.ts'
import { recordScan } from '../electron/catalog/queries/scan.ts'
import { setSetting } from '../electron/catalog/queries/settings.ts'
import { statuses, statusNames } from '../electron/catalog/rows.ts'
import { exportLabels } from '../electron/formats/export-labels.ts'
import { rejectPredictions, setLabels } from '../electron/labels/edits/edits.ts'
import { BrowseIndex } from '../electron/library/browse-index.ts'
import { readCards } from '../electron/library/cards.ts'
import { makeCatalog, makeContent, makePrediction, makeTempFolder } from '../electron/test-support/catalog.ts'
import english from '../renderer/i18n/en/status.json' with { type: 'json' }
import russian from '../renderer/i18n/ru/status.json' with { type: 'json' }

const modelClasses = ['cat', 'dog', 'owl']

/** A project of the classes "cat" and "bird", a closed set, to which owls of the model are mapped, with every state. */
function fill() {
  const catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const modelId = ensureModel(catalog, 'tiny', modelClasses)
  setSetting(catalog, 'modelKey', 'tiny')
  setSetting(catalog, 'labelSet', 'closed')
  setSetting(catalog, 'threshold', 0.5)
  const paths = ['broken.jpg', 'dog.jpg', 'given.jpg', 'new.jpg', 'rejected.jpg', 'sure.jpg', 'unsure.jpg']
  recordScan(
    catalog,
    rootId,
    paths.map((path) => ({ path, size: 1, mtime: 1 })),
  )
  const id = (path: string): number => findImage(catalog, rootId, path)!.id
  const [cat, bird] = ['cat', 'bird'].map((name) =>
    insertClass(catalog, { name, colour: null, key: null, description: '', parentId: null }),
  ) as [number, number]
  for (const [classIndex, classId] of [
    [0, cat],
    [2, bird],
  ] as const)
    catalog.run(
      'INSERT INTO class_map (model_id, class_index, class_id) VALUES (?, ?, ?)',
      modelId,
      classIndex,
      classId,
    )
  const predictions: [path: string, classIndex: number, confidence: number][] = [
    ['dog.jpg', 1, 0.9],
    ['given.jpg', 0, 0.9],
    ['rejected.jpg', 0, 0.9],
    ['sure.jpg', 2, 0.9],
    ['unsure.jpg', 2, 0.4],
  ]
  for (const [path, classIndex, confidence] of predictions) {
    const prediction = { ...makePrediction(id(path), modelId, confidence), fused: [{ classIndex, confidence }] }
    storePredictions(catalog, [{ content: makeContent(id(path)), prediction }])
  }
  recordFailure(catalog, id('broken.jpg'), { code: 'damaged-image', message: 'x' })
  setLabels(catalog, { imageIds: [id('given.jpg')], to: cat, author: 'Ann' })
  rejectPredictions(catalog, new Map([[id('rejected.jpg'), 'cat']]), 'Ann')
  return { catalog, modelId, paths, id }
}

const expected = {
  'broken.jpg': 'failed',
  'dog.jpg': 'outside your classes',
  'given.jpg': 'labeled',
  'new.jpg': 'new',
  'rejected.jpg': 'outside your classes',
  'sure.jpg': 'pre-labeled',
  'unsure.jpg': 'needs review',
}

test('page, CSV and terminal call every state alike', async () => {
  const { catalog, modelId, paths, id } = fill()
  const cards = readCards(new BrowseIndex(catalog), paths.map(id))
  expect(Object.fromEntries(cards.map(({ path, status }) => [path, english[status]]))).toEqual(expected)

  const file = join(makeTempFolder(), 'labels.csv')
  const result = await exportLabels(catalog, {
    modelId,
    labels: modelClasses,
    threshold: 0.5,
    predictions: true,
    topK: 0,
    format: 'csv',
    file,
    excelSafe: false,
  })
  const rows = parse<{ file_name: string; status: string }>(readFileSync(file), { columns: true })
  expect(Object.fromEntries(rows.map((row) => [row.file_name, row.status]))).toEqual(expected)

  expect(formatExport(result)).toContain(
    '(7 rows: 1 labeled, 1 pre-labeled, 1 needs review, 2 outside your classes, 1 failed, 1 new)',
  )
})

test('every state has its name and what it means in both languages', () => {
  for (const status of statuses) {
    expect(english[status]).toBe(statusNames[status])
    for (const texts of [english, russian]) expect(texts[`${status}.means`]).not.toBe('')
  }
  expect(statuses.map((status) => russian[status])).toEqual([
    'с меткой',
    'предразмечена',
    'нужна проверка',
    'вне ваших классов',
    'ошибка',
    'новая',
  ])
})
