import type { Migration } from './migration.ts'

/** Jobs with their progress, and the project's settings. */
export const jobsMigration: Migration = {
  version: 30,
  name: 'jobs',
  up: (db) => {
    db.exec(`
      CREATE TABLE job (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        params TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
        done INTEGER NOT NULL DEFAULT 0,
        total INTEGER,
        failed INTEGER NOT NULL DEFAULT 0,
        error TEXT,
        started_at INTEGER NOT NULL,
        finished_at INTEGER
      ) STRICT;

      -- value: JSON.
      CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
