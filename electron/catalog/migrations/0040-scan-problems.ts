import type { Migration } from './migration.ts'

/** What the last scan of a root could not take in: it has no row among the images, and must not be forgotten either. */
export const scanProblemsMigration: Migration = {
  version: 40,
  name: 'scan problems',
  up: (db) => {
    db.exec(`
      CREATE TABLE scan_problem (
        root_id INTEGER NOT NULL REFERENCES root (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (root_id, path)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
