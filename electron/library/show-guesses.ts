import { readKeptGuesses, readRejections } from '../catalog/queries/columns.ts'
import { chooseGuess, isPlain, type GuessRules } from '../catalog/shown-prediction.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import type { View } from '../catalog/queries/columns.ts'
import type { Sort } from './calls.ts'
import { type Columns, flagBits } from './columns.ts'

/** What of the index is read and set. */
interface Shown {
  catalog: ReadableCatalog
  columns: Columns
  orders: Map<Sort['by'], Uint32Array>
  view: View
  rules: GuessRules
  secondRules: GuessRules
}

/** Images whose kept guesses are read at once. */
const pageRows = 5000

/** Whose guesses: of the model in use, or of the one whose opinion stands beside it. */
interface Speaker {
  modelId: number | null
  rules: GuessRules
  /** Columns of the model's own first class and of the class that is shown. */
  top: 'top' | 'secondTop'
  topConfidence: 'topConfidence' | 'secondTopConfidence'
  guess: 'guess' | 'second'
  confidence: 'confidence' | 'secondConfidence'
}

/** Sets the guesses that these rows show, of both models. */
export function showGuesses(index: Shown, rows: Uint32Array): void {
  const { view, rules, secondRules } = index
  showOf(index, rows, {
    modelId: view.modelId,
    rules,
    top: 'top',
    topConfidence: 'topConfidence',
    guess: 'guess',
    confidence: 'confidence',
  })
  if (view.secondId === null) return
  showOf(index, rows, {
    modelId: view.secondId,
    rules: secondRules,
    top: 'secondTop',
    topConfidence: 'secondTopConfidence',
    guess: 'second',
    confidence: 'secondConfidence',
  })
}

/** Only where the model's first guess does not say it alone, the others are read. */
function showOf(index: Shown, rows: Uint32Array, speaker: Speaker): void {
  const { rules } = speaker
  const { threshold } = index.view
  const { data } = index.columns
  const [top, topConfidence, flags] = [data[speaker.top], data[speaker.topConfidence], data.flags]
  const hard: number[] = []
  for (const row of rows) {
    const first = top[row]!
    if (first === 0) setGuess(index, speaker, row, 0, -1)
    else if ((flags[row]! & flagBits.rejection) === 0 && isPlain(rules, first - 1, topConfidence[row]!, threshold)) {
      setGuess(index, speaker, row, rules.targets[first - 1]! + 1, topConfidence[row]!)
    } else hard.push(row)
  }
  for (let from = 0; from < hard.length; from += pageRows)
    chooseGuesses(index, speaker, hard.slice(from, from + pageRows))
}

function chooseGuesses(index: Shown, speaker: Speaker, rows: readonly number[]): void {
  const {
    catalog,
    view: { threshold },
  } = index
  const { modelId, rules } = speaker
  const { id } = index.columns.data
  const ids = rows.map((row) => id[row]!)
  const guesses = readKeptGuesses(catalog, modelId!, ids)
  const rejections = Map.groupBy(readRejections(catalog, { ids }), ([imageId]) => imageId)
  for (const [place, row] of rows.entries()) {
    const rejected = new Set(
      (rejections.get(ids[place]!) ?? []).flatMap(([, classId]) => rules.numbers.get(classId) ?? []),
    )
    const shown = chooseGuess(rules, guesses.get(ids[place]!) ?? [], threshold, rejected)
    setGuess(index, speaker, row, shown === null ? 0 : shown.target + 1, shown?.confidence ?? -1)
  }
}

function setGuess(
  { columns: { data }, orders }: Shown,
  { guess, confidence }: Speaker,
  row: number,
  shown: number,
  sureness: number,
): void {
  if (data[guess][row] !== shown) {
    data[guess][row] = shown
    orders.delete('opinion')
    if (guess === 'guess') {
      orders.delete('class')
      orders.delete('sweep')
    }
  }
  if (data[confidence][row] !== sureness) {
    data[confidence][row] = sureness
    orders.delete('opinion')
    if (confidence === 'confidence') {
      orders.delete('confidence')
      orders.delete('sweep')
    }
  }
}

/** Whether all guesses stand under the new rules, too: as where a class was added and nothing else happened. */
export function sameRules(before: GuessRules, after: GuessRules): boolean {
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
