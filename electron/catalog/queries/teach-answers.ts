import type { Catalog, ReadableCatalog } from '../connection.ts'

/** What was predicted for an image when a person answered it. */
export interface TeachAnswer {
  imageId: number
  /** The edit that the answer was. */
  editId: number
  /** Whether the person gave the class that was predicted. */
  correct: boolean
  /** Of the prediction, 0 to 1. */
  confidence: number
}

/** Keeps how predictions did; an answer that is there already is replaced. */
export function storeAnswers(catalog: Catalog, answers: readonly TeachAnswer[]): void {
  catalog.run(
    `INSERT OR REPLACE INTO teach_answer (image_id, edit_id, correct, confidence)
     SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS REAL) FROM json_each(?)`,
    JSON.stringify(
      answers.map(({ imageId, editId, correct, confidence }) => [imageId, editId, Number(correct), confidence]),
    ),
  )
}

/** What a person said of images without a label in one edit: their class, or (null) only that a class is wrong. */
export interface Said {
  imageId: number
  classId: number
  isWrong: boolean
}

/**
 * The images that an edit answered: those that had no label got one, or had a prediction rejected. An image that had a
 * prediction rejected before was answered then.
 */
export function listSaid(catalog: ReadableCatalog, editId: number): Said[] {
  const rows = catalog.all<Omit<Said, 'isWrong'> & { isWrong: number }>(
    `SELECT j.image_id AS imageId, j.after ->> 1 AS classId, j.tbl <> 'label' AS isWrong FROM journal j
     WHERE j.edit_id = ? AND j.tbl IN ('label', 'rejection', 'model_rejection') AND j.before IS NULL
       AND NOT EXISTS (SELECT 1 FROM journal l WHERE l.edit_id = j.edit_id AND l.image_id = j.image_id AND l.tbl = 'label' AND l.before IS NOT NULL)
       AND (j.tbl <> 'label' OR NOT EXISTS (
         SELECT 1 FROM rejection r WHERE r.image_id = j.image_id
         UNION ALL SELECT 1 FROM model_rejection m WHERE m.image_id = j.image_id))
     ORDER BY j.image_id`,
    editId,
  )
  return rows.map((row) => ({ ...row, isWrong: row.isWrong === 1 }))
}

/** The last `limit` answers whose edits are in effect, the newest edit first, in an edit the highest image id first. */
export function readAnswers(catalog: ReadableCatalog, limit: number): TeachAnswer[] {
  return catalog
    .all<Omit<TeachAnswer, 'correct'> & { correct: number }>(
      `SELECT a.image_id AS imageId, a.edit_id AS editId, a.correct, a.confidence
       FROM teach_answer a CROSS JOIN edit e ON e.id = a.edit_id
       WHERE e.undone = 0 ORDER BY a.edit_id DESC, a.image_id DESC LIMIT ?`,
      limit,
    )
    .map((row) => ({ ...row, correct: row.correct === 1 }))
}
