import { readView } from '../catalog/queries/columns.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { countLabeledClasses } from '../catalog/queries/teaching.ts'
import type { TaughtPredictions } from '../project/taught.ts'
import { findObstacle, listLearningModels } from './learning-source.ts'
import { type Calibrated, type Learned, LearningSession } from './session.ts'

/** What was learned from a project that no page shows. */
export interface LearnedOnce extends Calibrated {
  /** It holds the embeddings, and reads the catalog, which must stay open. */
  session: LearningSession
  learned: Learned
  taught: TaughtPredictions
}

/**
 * Learns from the labels of a catalog as they are, in this thread: what an open project has learned once it has settled
 * and left its labels out and compared modes, number for number.
 *
 * @returns null where nothing can be learned
 */
export async function learnOnce(catalog: ReadableCatalog): Promise<LearnedOnce | null> {
  const { modelId } = readView(catalog)
  if (modelId === null || findObstacle(catalog, modelId) !== null || countLabeledClasses(catalog, 2) < 2) return null
  const source = { place: catalog.db.name, modelIds: listLearningModels(catalog, modelId) }
  const session = new LearningSession(source, catalog)
  session.learn()
  const alone = await session.calibrate()
  const calibrated = (await session.compare()) ?? alone
  if (calibrated === null || calibrated.learned.classIds.length < 2) return null
  const { learned, ...figures } = calibrated
  const { ids, classIds, top, confidence, members } = learned
  const explain: TaughtPredictions['explain'] = (wanted, limit) => Promise.resolve(session.explain(wanted, limit))
  return { session, learned, ...figures, taught: { ids, classIds, top, confidence, members, explain } }
}
