import type { Migration } from './migration.ts'

/** Label sets, what every annotator said, marks, conflicts, and one journal for all of it. */
export const labelingMigration: Migration = {
  version: 50,
  name: 'labeling',
  up: (db) => {
    db.exec(`
      -- colour: '#rrggbb'; key: KeyboardEvent's key; both NULL where the class's place decides.
      ALTER TABLE class ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE class ADD COLUMN colour TEXT;
      ALTER TABLE class ADD COLUMN key TEXT;
      ALTER TABLE class ADD COLUMN description TEXT NOT NULL DEFAULT '';
      ALTER TABLE class ADD COLUMN parent_id INTEGER REFERENCES class (id);
      UPDATE class SET position = id;
      CREATE INDEX class_by_parent ON class (parent_id) WHERE parent_id IS NOT NULL;

      -- What each annotator said last of an image; 'label' is what holds. Agreement of two annotators is read from here.
      CREATE TABLE vote (
        image_id INTEGER NOT NULL REFERENCES image (id),
        author TEXT NOT NULL,
        class_id INTEGER NOT NULL REFERENCES class (id),
        edit_id INTEGER NOT NULL,
        PRIMARY KEY (image_id, author, class_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX vote_by_author ON vote (author);
      CREATE INDEX vote_by_class ON vote (class_id);

      -- An annotator's votes contradict the image's label, and nobody has decided yet.
      CREATE TABLE conflict (
        image_id INTEGER NOT NULL REFERENCES image (id),
        author TEXT NOT NULL,
        PRIMARY KEY (image_id, author)
      ) STRICT, WITHOUT ROWID;

      -- Guesses that a person called wrong: not offered again for the image.
      CREATE TABLE rejection (
        image_id INTEGER NOT NULL REFERENCES image (id),
        class_id INTEGER NOT NULL REFERENCES class (id),
        PRIMARY KEY (image_id, class_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX rejection_by_class ON rejection (class_id);

      CREATE TABLE mark (
        image_id INTEGER PRIMARY KEY REFERENCES image (id),
        flagged INTEGER NOT NULL DEFAULT 0 CHECK (flagged IN (0, 1)),
        note TEXT,
        split TEXT CHECK (split IN ('train', 'validation', 'test'))
      ) STRICT;

      -- Which class of the project a model's class stands for. Where a model has any row here, its other classes stand for none.
      CREATE TABLE class_map (
        model_id INTEGER NOT NULL REFERENCES model (id),
        class_index INTEGER NOT NULL,
        class_id INTEGER NOT NULL REFERENCES class (id),
        PRIMARY KEY (model_id, class_index)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX class_map_by_class ON class_map (class_id);

      -- How many images an edit touched: counting them from the journal would be slow for a list of edits.
      ALTER TABLE edit ADD COLUMN images INTEGER NOT NULL DEFAULT 0;
      UPDATE edit SET images = (SELECT count(*) FROM edit_change WHERE edit_id = edit.id);

      -- One row a changed row, in the order of the changes. before, after: JSON array of the row's columns in their order, NULL where there
      -- was or is no row. Written by triggers (catalog/journal.ts), read by undo and redo.
      CREATE TABLE journal (
        id INTEGER PRIMARY KEY,
        edit_id INTEGER NOT NULL REFERENCES edit (id) ON DELETE CASCADE,
        tbl TEXT NOT NULL,
        image_id INTEGER,
        before TEXT,
        after TEXT
      ) STRICT;
      -- Until now an image had one label at most, and every edit was of labels. What its author said with it is undone with it, too: 'said'
      -- has what the same author had said of the image before.
      INSERT INTO journal (edit_id, tbl, image_id, before, after)
        WITH said AS (
          SELECT c.image_id, e.author, c.edit_id, c.after ->> '$[0][0]' AS class_after,
            lag(c.edit_id) OVER history AS edit_before, lag(c.after ->> '$[0][0]') OVER history AS class_before
          FROM edit_change c JOIN edit e ON e.id = c.edit_id
          WINDOW history AS (PARTITION BY c.image_id, e.author ORDER BY c.edit_id)
        )
        SELECT edit_id, tbl, image_id, before, after FROM (
          SELECT c.edit_id, 'label' AS tbl, c.image_id, json_array(c.image_id, e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3) AS before, NULL AS after, 0 AS step
          FROM edit_change c, json_each(c.before) e
          UNION ALL
          SELECT c.edit_id, 'label', c.image_id, NULL, json_array(c.image_id, e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3), 1
          FROM edit_change c, json_each(c.after) e
          UNION ALL
          SELECT edit_id, 'vote', image_id, json_array(image_id, author, class_before, edit_before), NULL, 2
          FROM said WHERE class_before IS NOT class_after AND class_before IS NOT NULL
          UNION ALL
          SELECT edit_id, 'vote', image_id,
            CASE WHEN class_before = class_after THEN json_array(image_id, author, class_before, edit_before) END,
            json_array(image_id, author, class_after, edit_id), 3
          FROM said WHERE class_after IS NOT NULL
        ) ORDER BY edit_id, image_id, step;

      -- Whatever stands, as it was said last; labels from before there was a journal, too.
      INSERT INTO vote SELECT image_id, author, class_id, edit_id FROM (
        SELECT c.image_id, e.author, c.after ->> '$[0][0]' AS class_id, max(c.edit_id) AS edit_id
        FROM edit_change c JOIN edit e ON e.id = c.edit_id WHERE e.undone = 0 GROUP BY c.image_id, e.author
      ) WHERE class_id IS NOT NULL;
      INSERT OR IGNORE INTO vote SELECT image_id, author, class_id, edit_id FROM label;
      CREATE INDEX journal_by_edit ON journal (edit_id, image_id);
      DROP TABLE edit_change;
    `)
  },
}
