import { altDigit, type KeyPress } from '../../../app/keys/shortcuts.ts'

/** Predictions of a photo that have a key, Alt+1 to Alt+5. */
export const keyedPredictions = 5

/** The prediction that a key press gives, of those that are shown best first; null where it gives none. */
export function predictionOf<One>(event: KeyPress, predictions: readonly One[]): One | null {
  const place = Number(altDigit(event) ?? 0)
  return place > keyedPredictions ? null : (predictions[place - 1] ?? null)
}
