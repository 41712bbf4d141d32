import { readKeptPredictions, readRejections } from '../catalog/queries/columns.ts'
import { choosePrediction, isPlain, numberOf, type PredictionRules } from '../catalog/shown-prediction.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { findTaught, type TaughtPredictions } from '../project/taught.ts'
import type { View } from '../catalog/queries/columns.ts'
import type { Sort } from './calls.ts'
import { type Columns, flagBits } from './columns.ts'

/** What of the index is read and set. */
interface Shown {
  catalog: ReadableCatalog
  columns: Columns
  orders: Map<Sort['by'], Uint32Array>
  view: View
  rules: PredictionRules
  secondRules: PredictionRules
  taught: TaughtPredictions | null
}

/** Images whose kept predictions are read at once. */
const pageRows = 5000

/** Whose predictions: of the model in use, or of the comparison model. */
interface Speaker {
  modelId: number | null
  rules: PredictionRules
  /** Columns of the model's own first class and of the class that is shown. */
  top: 'top' | 'secondTop'
  topConfidence: 'topConfidence' | 'secondTopConfidence'
  prediction: 'prediction' | 'second'
  confidence: 'confidence' | 'secondConfidence'
}

/** Sets the predictions that these rows show, of both models. */
export function showPredictions(index: Shown, rows: Uint32Array): void {
  const { view, rules, secondRules } = index
  const first: Speaker = {
    modelId: view.modelId,
    rules,
    top: 'top',
    topConfidence: 'topConfidence',
    prediction: 'prediction',
    confidence: 'confidence',
  }
  if (index.taught === null) showOf(index, rows, first)
  else showTaught(index, index.taught, rows, first)
  if (view.secondId === null) return
  showOf(index, rows, {
    modelId: view.secondId,
    rules: secondRules,
    top: 'secondTop',
    topConfidence: 'secondTopConfidence',
    prediction: 'second',
    confidence: 'secondConfidence',
  })
}

/** Predictions of the project's own classes; what a person rejected is not among them. */
function showTaught(index: Shown, taught: TaughtPredictions, rows: Uint32Array, speaker: Speaker): void {
  const { classIds, top, confidence, members } = taught
  const { id, agreement } = index.columns.data
  const numbers = classIds.map((classId) => index.rules.numbers.get(classId) ?? -1)
  for (const row of rows) {
    const place = findTaught(taught, id[row]!)
    // A class that was deleted just now is predicted until the labels were learned again.
    const number = place === -1 || top[place] === -1 ? -1 : numbers[top[place]!]!
    setPrediction(index, speaker, row, number + 1, number === -1 ? -1 : confidence[place]!)
    if (number === -1) continue
    const [byClassToken, byDistillationToken] = members
    if (byClassToken !== undefined && byDistillationToken !== undefined)
      agreement[row] = Number(byClassToken.top[place] === byDistillationToken.top[place])
  }
}

/** Only where the model's first prediction does not say it alone, the others are read. */
function showOf(index: Shown, rows: Uint32Array, speaker: Speaker): void {
  const { rules } = speaker
  const { threshold } = index.view
  const { data } = index.columns
  const [top, topConfidence, flags] = [data[speaker.top], data[speaker.topConfidence], data.flags]
  const hard: number[] = []
  for (const row of rows) {
    const first = top[row]!
    if (first === 0) setPrediction(index, speaker, row, 0, -1)
    else if ((flags[row]! & flagBits.rejection) === 0 && isPlain(rules, first - 1, topConfidence[row]!, threshold)) {
      setPrediction(index, speaker, row, rules.targets[first - 1]! + 1, topConfidence[row]!)
    } else hard.push(row)
  }
  for (let from = 0; from < hard.length; from += pageRows)
    choosePredictions(index, speaker, hard.slice(from, from + pageRows))
}

function choosePredictions(index: Shown, speaker: Speaker, rows: readonly number[]): void {
  const {
    catalog,
    view: { threshold },
  } = index
  const { modelId, rules } = speaker
  const { id } = index.columns.data
  const ids = rows.map((row) => id[row]!)
  const predictions = readKeptPredictions(catalog, modelId!, ids)
  const rejections = Map.groupBy(readRejections(catalog, { ids }), ([imageId]) => imageId)
  for (const [place, row] of rows.entries()) {
    const rejected = new Set((rejections.get(ids[place]!) ?? []).flatMap(([, ref]) => numberOf(rules, ref) ?? []))
    const shown = choosePrediction(rules, predictions.get(ids[place]!) ?? [], threshold, rejected)
    setPrediction(index, speaker, row, shown === null ? 0 : shown.target + 1, shown?.confidence ?? -1)
  }
}

function setPrediction(
  { columns: { data }, orders }: Shown,
  { prediction, confidence }: Speaker,
  row: number,
  shown: number,
  sureness: number,
): void {
  if (data[prediction][row] !== shown) {
    data[prediction][row] = shown
    orders.delete('comparison')
    if (prediction === 'prediction') {
      orders.delete('class')
      orders.delete('sweep')
    }
  }
  if (data[confidence][row] !== sureness) {
    data[confidence][row] = sureness
    orders.delete('comparison')
    if (confidence === 'confidence') {
      orders.delete('confidence')
      orders.delete('sweep')
    }
  }
}

/** Whether all predictions are the same under the new rules: as where a class was added and nothing else happened. */
export function sameRules(before: PredictionRules, after: PredictionRules): boolean {
  if (
    before.names !== after.names ||
    before.targets.length !== after.targets.length ||
    before.lines.size !== after.lines.size
  )
    return false
  return (
    before.targets.every((target, index) => target === after.targets[index]) &&
    [...before.numbers].every(([id, number]) => after.numbers.get(id) === number) &&
    [...before.lines].every(([target, line]) => after.lines.get(target)?.join() === line.join())
  )
}
