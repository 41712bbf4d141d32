import type { Migration } from './migration.ts'

/** One row that every transaction rewrites, so that a project file and its log can be told from those of others. */
export const fileMarkMigration: Migration = {
  version: 150,
  name: 'file mark',
  up: (db) => {
    db.exec(`
      CREATE TABLE file_mark (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        -- Who has the file open for writing: {"path", "host", "process"}; '' where nobody has, or nobody closed it.
        writer TEXT NOT NULL,
        -- The last column: at the end of its page, where it is found without SQLite. See file-mark.ts.
        mark TEXT NOT NULL
      ) STRICT;
    `)
  },
}
