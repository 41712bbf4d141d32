import { readLabeledPredictions } from '../catalog/queries/accuracy.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { measureSureFrom } from '../catalog/queries/sure-from.ts'
import { getModel } from '../catalog/queries/models.ts'
import { countOpenPredictions } from '../catalog/queries/teaching.ts'
import { readRules } from '../catalog/queries/prediction-rules.ts'

/** What a model is believed to be right in before any label: as many of as many. */
const [expectedRight, expectedOf] = [8, 10]

/** How the model's own predictions do on the photos that have labels. */
export interface ModelRecord {
  images: number
  /** Those whose label is a class that the model can predict, and those of them that it does. */
  known: number
  right: number
  /** Share of the photos without a label whose predicted class has labels, 0 to 1. */
  covered: number
  /** Confidence from which on its predictions are sure; null where too few are known. */
  sureFrom: number | null
}

/** Compares a model's first predictions, as they are mapped in the project, with the labels; null without any. */
export function measureModel(catalog: ReadableCatalog, modelId: number): ModelRecord | null {
  const model = getModel(catalog, modelId)
  if (model === null) return null
  const rules = readRules(catalog, model)
  const labeled = readLabeledPredictions(catalog, modelId, { after: 0, last: Number.MAX_SAFE_INTEGER })
  const right = labeled.filter(({ labels, classIndex }) =>
    labels.some((id) => rules.numbers.get(id) === rules.targets[classIndex]),
  ).length
  const taught = new Set(labeled.flatMap(({ labels }) => labels.map((id) => rules.numbers.get(id))))
  let [open, covered] = [0, 0]
  for (const [classIndex, images] of countOpenPredictions(catalog, modelId)) {
    open += images
    if (taught.has(rules.targets[classIndex])) covered += images
  }
  const targets = new Set(rules.targets)
  const known = labeled.filter(({ labels }) => labels.some((id) => targets.has(rules.numbers.get(id) ?? -2))).length
  return {
    images: labeled.length,
    known,
    right,
    covered: open === 0 ? 1 : covered / open,
    sureFrom: measureSureFrom(catalog, modelId),
  }
}

/**
 * Whether what was learned from the labels predicts more of the rest right than the model's own predictions do, as far
 * as the labels tell. Heads cannot predict a class that has no labels yet: where the model is right in m of the photos
 * and predicts a class with labels for the share s of the others, at most 1 − m(1 − s) of those can be learned. Of the
 * classes that the model can predict it is believed to be right in 8 of 10 until labels say otherwise, because a person
 * may begin with what it got wrong; of other classes it can be right in none.
 *
 * @param leftOut rows that were left out, and how many were predicted right
 */
export function prefersLabels(
  { rows, right }: { rows: number; right: number },
  model: Omit<ModelRecord, 'sureFrom'> | null,
): boolean {
  if (model === null || model.images === 0) return true
  const believed = (model.right + expectedRight) / (model.known + expectedOf)
  const known = (believed * model.known) / model.images
  // Without any class that has two labels nothing was left out, and nothing is known of the heads.
  const learned = rows === 0 ? 0.5 : right / rows
  return learned * (1 - known * (1 - model.covered)) >= known
}
