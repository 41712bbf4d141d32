import type { Migration } from './migration.ts'

/** What is calculated from the embeddings, and filters that a person kept. */
export const similarityMigration: Migration = {
  version: 60,
  name: 'similarity',
  up: (db) => {
    db.exec(`
      CREATE TABLE near_duplicate (
        image_id INTEGER PRIMARY KEY REFERENCES image (id) ON DELETE CASCADE,
        group_id INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX near_duplicate_by_group ON near_duplicate (group_id);

      CREATE TABLE embedding_map (
        model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
        image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
        x REAL NOT NULL,
        y REAL NOT NULL,
        PRIMARY KEY (model_id, image_id)
      ) STRICT, WITHOUT ROWID;

      -- filter: JSON of the contract's Filter.
      CREATE TABLE saved_filter (
        name TEXT PRIMARY KEY,
        filter TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
