import type { Migration } from './migration.ts'

/** External classifiers gave no embeddings; now they do, and a prediction without is made again when its model runs. */
export const embeddingsKnownMigration: Migration = {
  version: 130,
  name: 'embeddings known',
  up: (db) => {
    db.exec(`
      -- Whether prediction_detail has embeddings: the to-do query must not read that wide table.
      ALTER TABLE prediction ADD COLUMN has_embeddings INTEGER NOT NULL DEFAULT 1 CHECK (has_embeddings IN (0, 1));
      -- Maps and a second head are of DeiT, which always gave embeddings: only the rest is looked up.
      UPDATE prediction SET has_embeddings = 0 WHERE has_maps = 0 AND dist_index IS NULL AND EXISTS (
        SELECT 1 FROM prediction_detail d
        WHERE d.image_id = prediction.image_id AND d.model_id = prediction.model_id AND d.embeddings IS NULL);
    `)
  },
}
