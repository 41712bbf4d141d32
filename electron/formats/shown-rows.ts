import { readClassMap, readKeptGuesses } from '../catalog/queries/columns.ts'
import { listClasses } from '../catalog/queries/classes.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { type ExportQuery, type ExportRow, iterateExport } from '../catalog/queries/export-rows.ts'
import type { Status } from '../catalog/rows.ts'
import { chooseGuess, isPlain, makeRules } from '../catalog/shown-prediction.ts'

/** One image as the library shows it. */
export interface ShownRow extends ExportRow {
  status: Status
  /** The guess that is shown: of the project's classes where the model's are mapped, without what a person rejected. */
  guess: { className: string; confidence: number } | null
}

export interface ShownQuery extends ExportQuery {
  /** The model's class names in index order. */
  labels: readonly string[]
  /** From this confidence on a guess counts as `pre-labeled`, below it as `needs review`. */
  threshold: number
}

/** The images of a folder in bytewise path order, each with the status and the guess that a person sees. */
export function* iterateShown(catalog: ReadableCatalog, query: ShownQuery): Generator<ShownRow> {
  const { modelId, labels, threshold } = query
  const rules = makeRules({ labels, classes: listClasses(catalog), map: readClassMap(catalog, modelId) })
  const guessOf = ({ imageId, prediction, rejected }: ExportRow): ShownRow['guess'] => {
    if (prediction === null) return null
    const { classIndex, confidence } = prediction
    const shown =
      rejected.length === 0 && isPlain(rules, classIndex, confidence, threshold)
        ? { target: rules.targets[classIndex]!, confidence }
        : // Rarely needed, and then one look-up an image.
          chooseGuess(
            rules,
            prediction.fused ?? readKeptGuesses(catalog, modelId, [imageId]).get(imageId) ?? [],
            threshold,
            new Set(rejected.flatMap((classId) => rules.numbers.get(classId) ?? [])),
          )
    return shown && { className: rules.names.names[shown.target]!, confidence: shown.confidence }
  }
  for (const row of iterateExport(catalog, query)) {
    const guess = guessOf(row)
    yield { ...row, guess, status: deriveStatus(row, guess, threshold) }
  }
}

/** A label stands whatever the file does; a file that cannot be read now says nothing about an older guess. */
function deriveStatus({ state, labels }: ExportRow, guess: ShownRow['guess'], threshold: number): Status {
  if (labels.length > 0) return 'labeled'
  if (state === 'failed') return 'failed'
  if (guess === null) return 'new'
  return guess.confidence >= threshold ? 'pre-labeled' : 'needs review'
}
