import type { Score, ImageState, LabelSource } from '../rows.ts'
import type { Split } from '../split.ts'
import type { ReadableCatalog } from '../connection.ts'
import type { ClassRef } from '../shown-prediction.ts'
import { fromPairs } from './predictions.ts'

/** Which images to export. */
export interface ExportQuery {
  rootId: number
  modelId: number
  /** Whether to read the top-k predictions too; they are stored apart and cost a look-up each. */
  withPredictions?: boolean
}

/** The narrow part of a prediction. */
export interface ExportPrediction {
  classIndex: number
  confidence: number
  clsIndex: number
  clsConfidence: number
  distIndex: number | null
  distConfidence: number | null
  agreement: boolean | null
  /** null unless asked for. */
  fused: Score[] | null
}

/** A label that was given to an image, not predicted. */
export interface ExportLabel {
  className: string
  source: LabelSource
  author: string
}

/** One image as an export sees it. */
export interface ExportRow {
  imageId: number
  path: string
  width: number | null
  height: number | null
  state: ImageState
  errorCode: string | null
  errorMessage: string | null
  prediction: ExportPrediction | null
  /** In the order of the label set. */
  labels: ExportLabel[]
  /** Classes that a person called wrong for it. */
  rejected: ClassRef[]
  flagged: boolean
  note: string | null
  split: Split | null
}

interface StoredRow
  extends
    Omit<ExportRow, 'prediction' | 'labels' | 'rejected' | 'flagged'>,
    Omit<ExportPrediction, 'confidence' | 'agreement' | 'fused'> {
  confidence: number | null
  agreement: number | null
  predictions: string | null
  labels: string
  rejected: string | null
  flagged: number
}

const query = `SELECT i.id AS imageId, i.path, i.width, i.height, i.state, i.error_code AS errorCode, i.error_message AS errorMessage,
    p.class_index AS classIndex, p.confidence, p.cls_index AS clsIndex, p.cls_confidence AS clsConfidence,
    p.dist_index AS distIndex, p.dist_confidence AS distConfidence, p.agreement,
    CASE WHEN ? THEN (SELECT d.guesses FROM prediction_detail d WHERE d.image_id = p.image_id AND d.model_id = p.model_id) END AS predictions,
    (SELECT json_group_array(json_array(c.name, l.source, l.author) ORDER BY c.position, c.id)
      FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = i.id) AS labels,
    (SELECT json_group_array(ref) FROM (SELECT class_id AS ref FROM rejection WHERE image_id = i.id
      UNION ALL SELECT name FROM model_rejection WHERE image_id = i.id)) AS rejected,
    coalesce(m.flagged, 0) AS flagged, m.note, m.split
  FROM image i INDEXED BY image_by_path
  LEFT JOIN mark m ON m.image_id = i.id
  LEFT JOIN prediction p ON p.image_id = i.id AND p.model_id = ?
  WHERE i.root_id = ? AND i.path > ? AND i.state <> 'missing'
  ORDER BY i.path LIMIT 1000`

/**
 * All images of a root in bytewise path order, a page at a time, so that the catalog can be written meanwhile and
 * memory stays flat. Missing images are left out, labeled or not; `countImages` counts them.
 */
export function* iterateExport(
  catalog: ReadableCatalog,
  { rootId, modelId, withPredictions = false }: ExportQuery,
): Generator<ExportRow> {
  let after = ''
  for (;;) {
    const page = catalog.all<StoredRow>(query, Number(withPredictions), modelId, rootId, after)
    const last = page.at(-1)
    if (last === undefined) return
    after = last.path
    for (const row of page) yield readRow(row)
  }
}

function readRow(row: StoredRow): ExportRow {
  const { imageId, path, width, height, state, errorCode, errorMessage, note, split } = row
  const labels = (JSON.parse(row.labels) as [string, LabelSource, string][]).map(([className, source, author]) => ({
    className,
    source,
    author,
  }))
  const rejected = row.rejected === null ? [] : (JSON.parse(row.rejected) as ClassRef[])
  return {
    imageId,
    path,
    width,
    height,
    state,
    errorCode,
    errorMessage,
    prediction: readNarrow(row),
    labels,
    rejected,
    flagged: row.flagged === 1,
    note,
    split,
  }
}

function readNarrow(row: StoredRow): ExportPrediction | null {
  if (row.confidence === null) return null
  const { classIndex, confidence, clsIndex, clsConfidence, distIndex, distConfidence } = row
  const fused =
    row.predictions === null ? null : fromPairs((JSON.parse(row.predictions) as { fused: [number, number][] }).fused)
  return {
    classIndex,
    confidence,
    clsIndex,
    clsConfidence,
    distIndex,
    distConfidence,
    agreement: row.agreement === null ? null : row.agreement === 1,
    fused,
  }
}
