import type { ReadableCatalog } from '../connection.ts'

/** The rollout of one image: uint8 [tokens, patches]. */
export type RolloutTuple = [imageId: number, tokens: 1 | 2, rollout: Uint8Array]

/** The rollouts that a model keeps of these images, in their order; those that have none are left out. */
export const readRollouts = (catalog: ReadableCatalog, modelId: number, ids: readonly number[]): RolloutTuple[] =>
  catalog.guard(
    () =>
      catalog.db
        .prepare(
          `SELECT p.image_id, 1 + (p.dist_index IS NOT NULL), d.rollout
   FROM json_each(?) e CROSS JOIN prediction p ON p.image_id = e.value AND p.model_id = ? CROSS JOIN prediction_detail d ON d.image_id = p.image_id AND d.model_id = p.model_id
   WHERE d.rollout IS NOT NULL`,
        )
        .raw()
        .all(JSON.stringify(ids), modelId) as RolloutTuple[],
  )
