import type { Migration } from './migration.ts'

/** Audits, with the classes that they froze, and how often predictions were right when people answered them. */
export const teachingMigration: Migration = {
  version: 120,
  name: 'teaching',
  up: (db) => {
    db.exec(`
      -- alpha: the probability of a false statement that this audit may use. reached, errors, errors_left: NULL until it is finished;
      -- errors_left: at most so many of the total are wrong once the errors found are put right.
      CREATE TABLE audit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        created_at INTEGER NOT NULL,
        finished_at INTEGER,
        author TEXT NOT NULL,
        target REAL NOT NULL,
        alpha REAL NOT NULL,
        seed INTEGER NOT NULL,
        total INTEGER NOT NULL,
        population INTEGER NOT NULL,
        outside INTEGER NOT NULL,
        sampled INTEGER NOT NULL,
        model_key TEXT,
        state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'abandoned')),
        errors INTEGER,
        errors_left INTEGER,
        reached INTEGER CHECK (reached IN (0, 1))
      ) STRICT;
      CREATE UNIQUE INDEX audit_open ON audit (state) WHERE state = 'open';

      -- Every image that was there when the audit began. class_id: what was frozen; NULL where the image is outside the statement.
      -- decided: a person had decided it by itself, so that it was not sampled. content: the hash's first 8 bytes, NULL where it was not read.
      -- class_id and verdict are no foreign keys: a class can be deleted and come back by undo, with its id, which no other class gets.
      CREATE TABLE audit_image (
        audit_id INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE,
        image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
        class_id INTEGER,
        decided INTEGER NOT NULL CHECK (decided IN (0, 1)),
        content BLOB,
        place INTEGER,
        verdict INTEGER,
        PRIMARY KEY (audit_id, image_id)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX audit_sample ON audit_image (audit_id, place) WHERE place IS NOT NULL;
      CREATE INDEX audit_verdict ON audit_image (image_id, verdict) WHERE verdict IS NOT NULL;

      -- What was predicted when a person answered. edit_id is no foreign key: edits are dropped, and the answers of dropped ones are not read.
      CREATE TABLE teach_answer (
        image_id INTEGER NOT NULL REFERENCES image (id) ON DELETE CASCADE,
        edit_id INTEGER NOT NULL,
        correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
        confidence REAL NOT NULL,
        PRIMARY KEY (edit_id, image_id)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
