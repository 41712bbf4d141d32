import type { ReadableCatalog } from '../catalog/connection.ts'
import { hasEmbeddings } from '../catalog/queries/embeddings.ts'
import { listModels } from '../catalog/queries/models.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import { countLabeledClasses } from '../catalog/queries/teaching.ts'
import type { TeachingState } from './calls.ts'
import type { PredictionSource } from './constants.ts'
import { prefersLabels } from './measure-model.ts'
import type { Calibrated } from './session.ts'

/** Models whose embeddings are used at most. */
const mostModels = 4

/** Why nothing can be learned with the embeddings of a project's model; null where something may be. */
export function findObstacle(catalog: ReadableCatalog, modelId: number | null): TeachingState | null {
  if (getSetting(catalog, 'multiLabel') === true) return 'several-labels'
  if (modelId === null || hasEmbeddings(catalog, modelId) !== true)
    return countLabeledClasses(catalog, 1) === 0 ? 'few-labels' : 'no-embeddings'
  return null
}

/** The models that take part: the project's own first, then the others that ran, oldest first. */
export function listLearningModels(catalog: ReadableCatalog, modelId: number): number[] {
  const others = listModels(catalog).filter(({ id }) => id !== modelId && hasEmbeddings(catalog, id) === true)
  return [modelId, ...others.map(({ id }) => id)].slice(0, mostModels)
}

/** What a person chose to be shown. */
export const readChoice = (catalog: ReadableCatalog): PredictionSource | 'auto' =>
  getSetting(catalog, 'predictionSource') ?? 'auto'

/** Whether the project shows what was learned from its labels. */
export const choosesLabels = (
  choice: PredictionSource | 'auto',
  calibrated: Pick<Calibrated, 'summary' | 'model'> | null,
): boolean =>
  choice === 'labels' ||
  (choice === 'auto' && calibrated !== null && prefersLabels(calibrated.summary, calibrated.model))
