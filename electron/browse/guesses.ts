import { readKeptGuesses, readRejections } from '../catalog/browse.ts'
import { chooseGuess, isPlain, type GuessRules } from '../labels/guess.ts'
import type { BrowseIndex } from './browse-index.ts'
import { flagBits, gone } from './columns.ts'

/** Images whose kept guesses are read at once. */
const pageRows = 5000

/** Sets the guess that these rows show. Only where the model's first guess does not say it alone, the others are read. */
export function showGuesses(index: BrowseIndex, rows: Uint32Array): void {
  const { rules, view: { threshold } } = index
  const { top, topConfidence, flags } = index.columns.data
  const hard: number[] = []
  for (const row of rows) {
    const first = top[row]!
    if (first === 0) setGuess(index, row, 0, -1)
    else if ((flags[row]! & flagBits.rejection) === 0 && isPlain(rules, first - 1, topConfidence[row]!, threshold)) {
      setGuess(index, row, rules.targets[first - 1]! + 1, topConfidence[row]!)
    } else hard.push(row)
  }
  for (let from = 0; from < hard.length; from += pageRows) chooseGuesses(index, hard.slice(from, from + pageRows))
}

function chooseGuesses(index: BrowseIndex, rows: readonly number[]): void {
  const { catalog, rules, view: { modelId, threshold } } = index
  const { id } = index.columns.data
  const ids = rows.map((row) => id[row]!)
  const guesses = readKeptGuesses(catalog, modelId!, ids)
  const rejections = Map.groupBy(readRejections(catalog, { ids }), ([imageId]) => imageId)
  for (const [place, row] of rows.entries()) {
    const rejected = new Set((rejections.get(ids[place]!) ?? []).flatMap(([, classId]) => rules.numbers.get(classId) ?? []))
    const shown = chooseGuess(rules, guesses.get(ids[place]!) ?? [], threshold, rejected)
    setGuess(index, row, shown === null ? 0 : shown.target + 1, shown?.confidence ?? -1)
  }
}

/** The guess that each image shows, by id; those without one are left out. */
export function listShownGuesses(index: BrowseIndex): Map<number, string> {
  index.refresh()
  const { names: { names }, columns: { data: { id, guess }, count } } = index
  const shown = new Map<number, string>()
  for (let row = 0; row < count; row++) if (guess[row] !== 0) shown.set(id[row]!, names[guess[row]! - 1]!)
  return shown
}

/** The guesses that these images show, by id; those without one, and those no longer there, are left out. */
export function readShownGuesses(index: BrowseIndex, ids: readonly number[]): Map<number, string> {
  index.refresh()
  const { names: { names }, columns } = index
  const { guess, status } = columns.data
  return new Map(ids.flatMap((id) => {
    const row = columns.find(id)
    return row === -1 || status[row] === gone || guess[row] === 0 ? [] : [[id, names[guess[row]! - 1]!] as const]
  }))
}

function setGuess({ columns, orders }: BrowseIndex, row: number, guess: number, confidence: number): void {
  const { data } = columns
  if (data.guess[row] !== guess) {
    data.guess[row] = guess
    orders.delete('class')
    orders.delete('sweep')
  }
  if (data.confidence[row] !== confidence) {
    data.confidence[row] = confidence
    orders.delete('confidence')
    orders.delete('sweep')
  }
}

/** Whether all guesses stand under the new rules, too: as where a class was added and nothing else happened. */
export function sameRules(before: GuessRules, after: GuessRules): boolean {
  if (before.names !== after.names || before.targets.length !== after.targets.length || before.lines.size !== after.lines.size) return false
  return before.targets.every((target, index) => target === after.targets[index]) &&
    [...before.numbers].every(([id, number]) => after.numbers.get(id) === number) &&
    [...before.lines].every(([target, line]) => after.lines.get(target)?.join() === line.join())
}
