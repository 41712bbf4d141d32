import type { Migration } from './migration.ts'

/** How far the two tokens' maps are apart, and whether maps can be trusted. */
export const explorerMigration: Migration = {
  version: 70,
  name: 'explorer',
  up: (db) => {
    db.function('glance_map_distance', { deterministic: true }, mapDistance)
    db.exec(`
      -- Total variation distance of the class token's and the distillation token's rollout over the patches, 0 to 1; NULL where there are not two.
      ALTER TABLE prediction ADD COLUMN map_distance REAL;
      -- A distillation token is where there is a guess of its head. One row after the other, nothing is held.
      UPDATE prediction SET map_distance = (
        SELECT glance_map_distance(d.rollout) FROM prediction_detail d WHERE d.image_id = prediction.image_id AND d.model_id = prediction.model_id
      ) WHERE has_maps = 1 AND dist_index IS NOT NULL;

      -- result: JSON of the contract's Faithfulness.
      CREATE TABLE faithfulness (
        model_id INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
        result TEXT NOT NULL
      ) STRICT;
    `)
  },
}

/**
 * Half the sum of |p − q| over the patches, p and q the two rows as shares of their sums: `mapDistance` of
 * models/deit/map-distance.ts as it was when this was written. Its own, because a migration never changes.
 *
 * @param rollout uint8 [2, patches]
 */
function mapDistance(rollout: unknown): number | null {
  if (!(rollout instanceof Uint8Array) || rollout.length % 2 !== 0) return null
  const patches = rollout.length / 2
  let [one, other] = [0, 0]
  for (let patch = 0; patch < patches; patch++) {
    one += rollout[patch]!
    other += rollout[patches + patch]!
  }
  if (one === 0 || other === 0) return one === other ? 0 : 1
  let total = 0
  for (let patch = 0; patch < patches; patch++)
    total += Math.abs(rollout[patch]! / one - rollout[patches + patch]! / other)
  return Math.min(1, total / 2)
}
