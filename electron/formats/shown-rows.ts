import { readKeptPredictions } from '../catalog/queries/columns.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { type ExportQuery, type ExportRow, iterateExport } from '../catalog/queries/export-rows.ts'
import type { Status } from '../catalog/rows.ts'
import { deriveStatus } from '../catalog/status.ts'
import { readRules } from '../catalog/queries/prediction-rules.ts'
import { choosePrediction, isPlain, numberOf } from '../catalog/shown-prediction.ts'

/** One image as the library shows it. */
export interface ShownRow extends ExportRow {
  status: Status
  /**
   * The prediction that is shown: of the project's classes where the model's are mapped,
   * without what a person rejected.
   */
  shown: { className: string; confidence: number } | null
}

export interface ShownQuery extends ExportQuery {
  /** The model's class names in index order. */
  labels: readonly string[]
  /** From this confidence on a prediction counts as `pre-labeled`, below it as `needs review`. */
  threshold: number
}

/** The images of a folder in bytewise path order, each with the status and the prediction that a person sees. */
export function* iterateShown(catalog: ReadableCatalog, query: ShownQuery): Generator<ShownRow> {
  const { modelId, labels, threshold } = query
  const rules = readRules(catalog, { id: modelId, labels })
  const showPrediction = ({ imageId, prediction, rejected }: ExportRow): ShownRow['shown'] => {
    if (prediction === null) return null
    const { classIndex, confidence } = prediction
    const chosen =
      rejected.length === 0 && isPlain(rules, classIndex, confidence, threshold)
        ? { target: rules.targets[classIndex]!, confidence }
        : // Rarely needed, and then one look-up an image.
          choosePrediction(
            rules,
            prediction.fused ?? readKeptPredictions(catalog, modelId, [imageId]).get(imageId) ?? [],
            threshold,
            new Set(rejected.flatMap((ref) => numberOf(rules, ref) ?? [])),
          )
    return chosen && { className: rules.names.names[chosen.target]!, confidence: chosen.confidence }
  }
  for (const row of iterateExport(catalog, query)) {
    const shown = showPrediction(row)
    yield { ...row, shown, status: statusOf(row, shown, threshold) }
  }
}

/** The status of an image with this prediction in place of its model's own. */
export const statusOf = (
  { state, labels, prediction }: ExportRow,
  shown: ShownRow['shown'],
  threshold: number,
): Status =>
  deriveStatus({
    isLabeled: labels.length > 0,
    state,
    hasRun: prediction !== null,
    shown: shown?.confidence ?? null,
    threshold,
  })
