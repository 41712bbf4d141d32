import type { ReadableCatalog } from '../catalog/connection.ts'
import { type ExportRow, iterateExport } from '../catalog/export-rows.ts'
import { countImages } from '../catalog/images.ts'
import type { ExportResult } from '../contract/calls.ts'
import { writeCsv } from './csv.ts'

export interface ExportOptions {
  rootId: number
  modelId: number
  /** The model's class names in index order. */
  labels: readonly string[]
  threshold: number
  /** Extra columns `top1_label,top1_confidence,…`; none where 0. */
  topK: number
  file: string
  excelSafe: boolean
  /** Hears of every thousand rows and of the last ones; throws to stop, and then nothing is written. */
  onRows?: (count: number) => void
}

const columns = [
  'file_name', 'label', 'confidence', 'source',
  'cls_label', 'cls_confidence', 'dist_label', 'dist_confidence', 'agreement', 'width', 'height', 'status',
]

/**
 * Writes the labels of a folder as CSV, one row an image, in bytewise order of the paths. `label` is a person's label,
 * else the guess where its confidence reaches the threshold, else empty; `source` says which.
 */
export async function exportLabels(catalog: ReadableCatalog, options: ExportOptions): Promise<ExportResult> {
  const { file, rootId, modelId, threshold, topK } = options
  const { missing } = countImages(catalog, rootId)
  const result: ExportResult = { file, rows: 0, labeled: 0, preLabeled: 0, needsReview: 0, failed: 0, notYet: 0, missing }
  let untold = 0
  const tell = (): void => {
    options.onRows?.(untold)
    untold = 0
  }
  function* rows(): Generator<Cell[]> {
    for (const row of iterateExport(catalog, { rootId, modelId, threshold, withGuesses: topK > 0 })) {
      count(result, row)
      yield [...toCells(row, options.labels), ...toGuessCells(row, options.labels, topK)]
      if (++untold === 1000) tell()
    }
    tell()
  }
  const extra = Array.from({ length: topK }, (_, index) => [`top${index + 1}_label`, `top${index + 1}_confidence`]).flat()
  await writeCsv(file, [...columns, ...extra], rows(), options)
  return result
}

type Cell = string | number | boolean | null

function toCells(row: ExportRow, names: readonly string[]): Cell[] {
  const { path, labels, width, height, status } = row
  const prediction = currentPrediction(row)
  const size = [width, height, status]
  const byPerson = labels.map((label) => label.className).join('|')
  const guess = status === 'pre-labeled' && prediction !== null ? names[prediction.classIndex]! : null
  const source = labels.length > 0 ? (labels.some((label) => label.source === 'person') ? 'person' : 'import') : guess === null ? null : 'model'
  if (prediction === null) return [path, byPerson, null, source, null, null, null, null, null, ...size]
  const { clsIndex, distIndex } = prediction
  return [
    path, byPerson || guess,
    // A person's label is certain in a way that no probability says.
    byPerson === '' ? round(prediction.confidence) : null, source,
    names[clsIndex]!, round(prediction.clsConfidence),
    distIndex === null ? null : names[distIndex]!, prediction.distConfidence === null ? null : round(prediction.distConfidence),
    prediction.agreement, ...size,
  ]
}

/** A file that cannot be read now may still have an older guess; it no longer counts. */
const currentPrediction = ({ prediction, status }: ExportRow): ExportRow['prediction'] => (status === 'failed' ? null : prediction)

const toGuessCells = (row: ExportRow, names: readonly string[], topK: number): Cell[] =>
  Array.from({ length: topK }, (_, index): Cell[] => {
    const guess = currentPrediction(row)?.fused?.[index]
    return guess === undefined ? [null, null] : [names[guess.classIndex]!, round(guess.confidence)]
  }).flat()

/** Five decimals say more than any model knows. */
const round = (confidence: number): string => confidence.toFixed(5)

function count(result: ExportResult, { status }: ExportRow): void {
  result.rows++
  if (status === 'labeled') result.labeled++
  else if (status === 'pre-labeled') result.preLabeled++
  else if (status === 'needs review') result.needsReview++
  else if (status === 'failed') result.failed++
  else result.notYet++
}
