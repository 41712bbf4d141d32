import type { Migration } from './migration.ts'

/** Images, models and what models said about images. */
export const imagesMigration: Migration = {
  version: 10,
  name: 'images',
  up: (db) => {
    db.exec(`
      CREATE TABLE root (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE
      ) STRICT;

      -- path: relative to the root, '/'-separated, compared bytewise (BINARY), never normalised.
      CREATE TABLE image (
        id INTEGER PRIMARY KEY,
        root_id INTEGER NOT NULL REFERENCES root (id),
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('new', 'ok', 'failed', 'missing')),
        hash BLOB,
        width INTEGER,
        height INTEGER,
        format TEXT,
        error_code TEXT,
        error_message TEXT
      ) STRICT;
      CREATE UNIQUE INDEX image_by_path ON image (root_id, path);
      CREATE INDEX image_by_state ON image (root_id, state);
      CREATE INDEX image_by_hash ON image (hash) WHERE hash IS NOT NULL;

      -- labels: JSON array of class names in index order.
      CREATE TABLE model (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        labels TEXT NOT NULL
      ) STRICT;

      -- Narrow: filters and counts scan this table. The wide rest is in prediction_detail.
      CREATE TABLE prediction (
        image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES model (id) ON DELETE CASCADE,
        class_index INTEGER NOT NULL,
        confidence REAL NOT NULL,
        cls_index INTEGER NOT NULL,
        cls_confidence REAL NOT NULL,
        dist_index INTEGER,
        dist_confidence REAL,
        agreement INTEGER CHECK (agreement IN (0, 1)),
        has_maps INTEGER NOT NULL CHECK (has_maps IN (0, 1)),
        guess_count INTEGER NOT NULL,
        PRIMARY KEY (image_id, model_id)
      ) STRICT, WITHOUT ROWID;

      -- guesses: JSON {fused, cls, dist} of [class index, confidence]; embeddings: float32 little endian; rollout: bytes.
      CREATE TABLE prediction_detail (
        image_id INTEGER NOT NULL,
        model_id INTEGER NOT NULL,
        guesses TEXT NOT NULL,
        embeddings BLOB,
        rollout BLOB,
        PRIMARY KEY (image_id, model_id),
        FOREIGN KEY (image_id, model_id) REFERENCES prediction (image_id, model_id) ON DELETE CASCADE
      ) STRICT;
    `)
  },
}
