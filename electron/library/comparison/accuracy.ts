import { setImmediate } from 'node:timers/promises'
import type { LabelAccuracy } from './calls.ts'
import { findLabeledEnd, type LabeledPrediction, readLabeledPredictions } from '../../catalog/queries/accuracy.ts'
import { readClassMapLike, readKeptPredictions } from '../../catalog/queries/columns.ts'
import type { ReadableCatalog } from '../../catalog/connection.ts'
import { listModels } from '../../catalog/queries/models.ts'
import type { ModelRow } from '../../catalog/rows.ts'
import { GlanceError } from '../../../models/errors.ts'
import { readRules } from '../../catalog/queries/prediction-rules.ts'
import { type PredictionRules, isPlain, sumPredictions } from '../../catalog/shown-prediction.ts'
import { wilsonInterval } from '../../../models/statistics.ts'

/**
 * Images that are read at once; between two pages others have their turn.
 * Where classes are added up, all kept predictions are read.
 */
const pageRows = 2000

/**
 * How often each model that predicted here is right, over all images with a label. A prediction is what the model's
 * classes are mapped to in the project, the most probable one, with neither threshold nor what a person rejected: a
 * model is not better for having been corrected. It is right where it is one of the image's labels; a kind of the
 * label, or what the label is a kind of, is another class. Where no class of the project is predicted, the model is not
 * right. Models without a labeled image are left out. Of 1,000,000 images of which a third has a label a model takes
 * 0.5 s, and 2 s where its classes are mapped.
 *
 * @param isShown asked between two stretches: a project that was closed meanwhile is read no further
 * @throws GlanceError `cancelled` where it says no
 */
export async function measureAccuracy(
  catalog: ReadableCatalog,
  isShown: () => boolean = () => true,
): Promise<LabelAccuracy[]> {
  const found: LabelAccuracy[] = []
  for (const model of listModels(catalog)) {
    const { images, right } = await countRight(catalog, model, isShown)
    const interval = wilsonInterval(right, images)
    if (interval !== null) found.push({ modelId: model.key, images, right, interval })
  }
  return found
}

async function countRight(
  catalog: ReadableCatalog,
  model: ModelRow,
  isShown: () => boolean,
): Promise<{ images: number; right: number }> {
  const rules = readRules(catalog, model, readClassMapLike)
  let [images, right] = [0, 0]
  for (let after = 0; ;) {
    const last = findLabeledEnd(catalog, after, pageRows)
    if (last === null) return { images, right }
    const page = readLabeledPredictions(catalog, model.id, { after, last })
    const targets = chooseTargets(catalog, model.id, rules, page)
    images += page.length
    right += page.filter(({ labels }, row) => labels.some((id) => rules.numbers.get(id) === targets[row])).length
    after = last
    await setImmediate()
    if (!isShown()) throw new GlanceError('cancelled', 'Another project was opened meanwhile.')
  }
}

/**
 * The class that each image is predicted to be, as the rules number it; -1 where none of the project's is predicted.
 */
function chooseTargets(
  catalog: ReadableCatalog,
  modelId: number,
  rules: PredictionRules,
  page: readonly LabeledPrediction[],
): number[] {
  const unclear = page
    .filter(({ classIndex, confidence }) => !isPlain(rules, classIndex, confidence, 0))
    .map(({ imageId }) => imageId)
  const kept = unclear.length === 0 ? new Map<number, never[]>() : readKeptPredictions(catalog, modelId, unclear)
  return page.map(({ imageId, classIndex }) => {
    const predictions = kept.get(imageId)
    return predictions === undefined
      ? (rules.targets[classIndex] ?? -1)
      : (sumPredictions(rules, predictions)[0]?.target ?? -1)
  })
}
