import { type Cell, formatCsvRow } from '../../models/csv.ts'
import { statusNames } from '../catalog/rows.ts'
import type { ExportFormat, FormatContext } from './format.ts'
import type { ShownRow } from './shown-rows.ts'

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
 * A row an image (RFC 4180, UTF-8, CRLF). `label` is a person's label, else, where predictions are asked for, the
 * prediction that is shown where its confidence reaches the threshold, else empty; `source` says which. Without
 * predictions the columns are the same, and those of predictions are empty.
 */
export const csv: ExportFormat = {
  id: 'csv',
  name: 'CSV',
  extension: 'csv',
  mediaType: 'text/csv; charset=utf-8',
  options: ['predictions', 'topK', 'excelSafe'],
  write: writeRows,
}

async function* writeRows(
  images: AsyncIterable<ShownRow>,
  { labels, predictions, topK, excelSafe }: FormatContext,
): AsyncGenerator<string> {
  const shown = predictions ? topK : 0
  const extra = Array.from({ length: shown }, (_, index) => [
    `top${index + 1}_label`,
    `top${index + 1}_confidence`,
  ]).flat()
  yield formatCsvRow([...columns, ...extra], { excelSafe })
  for await (const image of images) {
    const row = predictions ? image : { ...image, prediction: null, shown: null }
    yield formatCsvRow([image.path, ...toCells(row, labels), ...toPredictionCells(row, labels, shown)], { excelSafe })
  }
}

/** All but the first of the columns. */
function toCells(row: ShownRow, names: readonly string[]): Cell[] {
  const { labels, width, height, status } = row
  const stored = currentPrediction(row)
  const rest = [
    width,
    height,
    statusNames[status],
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
