import type { ReadableCatalog } from '../connection.ts'
import { findSureFrom } from '../sure-from.ts'
import { readLabeledPredictions } from './accuracy.ts'
import { getModel } from './models.ts'
import { readRules } from './prediction-rules.ts'

/** Confidence from which on a model's own predictions are sure, by the labels; null where too few tell. */
export function measureSureFrom(catalog: ReadableCatalog, modelId: number): number | null {
  const model = getModel(catalog, modelId)
  if (model === null) return null
  const { targets, numbers } = readRules(catalog, model)
  const labeled = readLabeledPredictions(catalog, modelId, { after: 0, last: Number.MAX_SAFE_INTEGER })
  // What is none of the project's classes is not shown as a prediction.
  return findSureFrom(
    labeled
      .filter(({ classIndex }) => (targets[classIndex] ?? -1) >= 0)
      .map(({ labels, classIndex, confidence }) => ({
        confidence,
        isRight: labels.some((id) => numbers.get(id) === targets[classIndex]),
      })),
  )
}
