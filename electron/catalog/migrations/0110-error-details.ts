import type { Migration } from './migration.ts'

/** Errors were kept in English only; now also as JSON of ErrorDetails for other languages, NULL where not known. */
export const errorDetailsMigration: Migration = {
  version: 110,
  name: 'error details',
  up: (db) => {
    db.exec(`
      ALTER TABLE image ADD COLUMN error_details TEXT;
      ALTER TABLE scan_problem ADD COLUMN details TEXT;
      ALTER TABLE job ADD COLUMN error_details TEXT;
    `)
  },
}
