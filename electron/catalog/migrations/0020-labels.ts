import type { Migration } from './migration.ts'

/** A person's classes and labels, and the journal of edits that undo and redo walk along. */
export const labelsMigration: Migration = {
  version: 20,
  name: 'labels',
  up: (db) => {
    db.exec(`
      CREATE TABLE class (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        created_at INTEGER NOT NULL
      ) STRICT;

      -- AUTOINCREMENT: the number of a dropped edit is never given to another one.
      CREATE TABLE edit (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        subject TEXT,
        author TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
      ) STRICT;
      CREATE INDEX edit_undone ON edit (id) WHERE undone = 1;

      -- The key allows several classes an image (multi-label); today's rule of one class an image lives in the labels room.
      -- No ON DELETE for image_id: an image that a person labeled cannot be deleted by accident.
      -- edit_id is no foreign key: undo restores labels as they were, and checking it would cost a scan for each dropped edit.
      CREATE TABLE label (
        image_id INTEGER NOT NULL REFERENCES image (id),
        class_id INTEGER NOT NULL REFERENCES class (id),
        source TEXT NOT NULL CHECK (source IN ('person', 'import')),
        author TEXT NOT NULL,
        edit_id INTEGER NOT NULL,
        PRIMARY KEY (image_id, class_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX label_by_class ON label (class_id);

      -- before and after: JSON array of [class id, source, author, edit id], the image's whole set of labels.
      CREATE TABLE edit_change (
        edit_id INTEGER NOT NULL REFERENCES edit (id) ON DELETE CASCADE,
        image_id INTEGER NOT NULL REFERENCES image (id),
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        PRIMARY KEY (edit_id, image_id)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
