import type { Migration } from './index.ts'

/** How far the two tokens' maps are apart, and whether maps can be trusted. */
export const explorerMigration: Migration = {
  version: 70,
  name: 'explorer',
  up: (db) => {
    db.exec(`
      -- Total variation distance of the class token's and the distillation token's rollout over the patches, 0 to 1; NULL where there are not two.
      ALTER TABLE prediction ADD COLUMN map_distance REAL;

      -- result: JSON of the contract's Faithfulness.
      CREATE TABLE faithfulness (
        model_id INTEGER PRIMARY KEY REFERENCES model (id) ON DELETE CASCADE,
        result TEXT NOT NULL
      ) STRICT;
    `)
  },
}
