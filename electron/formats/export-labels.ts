import type { ReadableCatalog } from '../catalog/connection.ts'
import type { ExportResult } from './calls.ts'
import { countImages, listRoots } from '../catalog/queries/images.ts'
import { nameRoots } from '../catalog/queries/roots.ts'
import type { Cell } from '../../models/csv.ts'
import { writeCsv } from './csv.ts'
import { iterateShown, type ShownRow } from './shown-rows.ts'

export interface ExportOptions {
  /** One folder of the project alone; all of them where it is not given. */
  rootId?: number
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
]

/**
 * Writes the labels of a project as CSV, one row an image: folder by folder, in bytewise order of the paths. Where several folders are
 * written, each path begins with its folder's name. `label` is a person's label, else the prediction that is shown where its confidence
 * reaches the threshold, else empty; `source` says which.
 */
export async function exportLabels(catalog: ReadableCatalog, options: ExportOptions): Promise<ExportResult> {
  const { file, modelId, labels, threshold, topK } = options
  const roots = listRoots(catalog).filter(({ id }) => options.rootId === undefined || id === options.rootId)
  const names = nameRoots(roots)
  const missing = roots.reduce((total, { id }) => total + countImages(catalog, id).missing, 0)
  const result: ExportResult = {
    file,
    rows: 0,
    labeled: 0,
    preLabeled: 0,
    needsReview: 0,
    failed: 0,
    notYet: 0,
    missing,
  }
  let untold = 0
  const tell = (): void => {
    options.onRows?.(untold)
    untold = 0
  }
  function* rows(): Generator<Cell[]> {
    for (const { id: rootId } of roots) {
      const prefix = roots.length === 1 ? '' : `${names.get(rootId)!}/`
      for (const row of iterateShown(catalog, { rootId, modelId, labels, threshold, withPredictions: topK > 0 })) {
        count(result, row)
        yield [prefix + row.path, ...toCells(row, labels), ...toPredictionCells(row, labels, topK)]
        if (++untold === 1000) tell()
      }
    }
    tell()
  }
  const extra = Array.from({ length: topK }, (_, index) => [
    `top${index + 1}_label`,
    `top${index + 1}_confidence`,
  ]).flat()
  await writeCsv(file, [...columns, ...extra], rows(), options)
  return result
}

/** All but the first of the columns. */
function toCells(row: ShownRow, names: readonly string[]): Cell[] {
  const { labels, width, height, status } = row
  const stored = currentPrediction(row)
  const rest = [
    width,
    height,
    status,
    row.split,
    row.flagged,
    row.note,
    [...new Set(labels.map(({ author }) => author))].join('|'),
  ]
  const byPerson = labels.map((label) => label.className).join('|')
  const shown = status === 'pre-labeled' ? (row.shown?.className ?? null) : null
  const source =
    labels.length > 0
      ? labels.some((label) => label.source === 'person')
        ? 'person'
        : 'import'
      : shown === null
        ? null
        : 'model'
  if (stored === null) return [byPerson, null, source, null, null, null, null, null, ...rest]
  const { clsIndex, distIndex } = stored
  return [
    byPerson || shown,
    // A person's label is certain in a way that no probability says.
    byPerson === '' && row.shown !== null ? round(row.shown.confidence) : null,
    source,
    names[clsIndex]!,
    round(stored.clsConfidence),
    distIndex === null ? null : names[distIndex]!,
    stored.distConfidence === null ? null : round(stored.distConfidence),
    stored.agreement,
    ...rest,
  ]
}

/** A file that cannot be read now may still have an older prediction; it no longer counts. */
const currentPrediction = ({ prediction, status }: ShownRow): ShownRow['prediction'] =>
  status === 'failed' ? null : prediction

const toPredictionCells = (row: ShownRow, names: readonly string[], topK: number): Cell[] =>
  Array.from({ length: topK }, (_, index): Cell[] => {
    const prediction = currentPrediction(row)?.fused?.[index]
    return prediction === undefined ? [null, null] : [names[prediction.classIndex]!, round(prediction.confidence)]
  }).flat()

/** Five decimals say more than any model knows. */
const round = (confidence: number): string => confidence.toFixed(5)

function count(result: ExportResult, { status }: ShownRow): void {
  result.rows++
  if (status === 'labeled') result.labeled++
  else if (status === 'pre-labeled') result.preLabeled++
  else if (status === 'needs review') result.needsReview++
  else if (status === 'failed') result.failed++
  else result.notYet++
}
