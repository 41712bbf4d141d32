import type { Migration } from './migration.ts'

/**
 * A class keeps its original name, by which a model's class is found to be it after it was renamed. And no class gets
 * the id of a deleted one (AUTOINCREMENT): filters and pages that still have the id would mean the new class.
 */
export const classIdentityMigration: Migration = {
  version: 100,
  name: 'class identity',
  up: (db) => {
    db.exec(`
      CREATE TABLE new_class (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL,
        position INTEGER NOT NULL DEFAULT 0,
        colour TEXT,
        key TEXT,
        description TEXT NOT NULL DEFAULT '',
        parent_id INTEGER REFERENCES class (id),
        -- NULL where it is unknown.
        original_name TEXT
      ) STRICT;
      -- The journal has the row that a class began with.
      INSERT INTO new_class
        SELECT c.id, c.name, c.created_at, c.position, c.colour, c.key, c.description, c.parent_id,
          coalesce(first.name, c.name)
        FROM class c LEFT JOIN (
          SELECT after ->> 0 AS id, after ->> 1 AS name, max(id) FROM journal
          WHERE tbl = 'class' AND before IS NULL GROUP BY 1
        ) first ON first.id = c.id;
      DROP TABLE class;
      ALTER TABLE new_class RENAME TO class;
      CREATE INDEX class_by_parent ON class (parent_id) WHERE parent_id IS NOT NULL;
      DELETE FROM sqlite_sequence WHERE name = 'class';
      INSERT INTO sqlite_sequence (name, seq) SELECT 'class', max(id) FROM (
        SELECT 0 AS id UNION ALL SELECT id FROM class
        UNION ALL SELECT coalesce(after, before) ->> 0 FROM journal WHERE tbl = 'class'
      );
    `)
  },
}
