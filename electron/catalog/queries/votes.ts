import type { LabelSource } from '../rows.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { dropRejected } from './rejections.ts'

/** One class of an image's labels, as a row of its own. */
export type LabelEntry = readonly [imageId: number, classId: number, source: LabelSource, author: string]
/** One class that an annotator said of an image. */
export type VoteEntry = readonly [imageId: number, author: string, classId: number]

/** The classes that these images have as labels. */
export function readLabels(catalog: ReadableCatalog, imageIds: Iterable<number>): Map<number, number[]> {
  const rows = catalog.all<{ imageId: number; classId: number }>(
    'SELECT image_id AS imageId, class_id AS classId FROM label WHERE image_id IN (SELECT value FROM json_each(?)) ORDER BY image_id, class_id',
    JSON.stringify([...imageIds]),
  )
  const labels = new Map<number, number[]>()
  for (const { imageId, classId } of rows) labels.set(imageId, [...(labels.get(imageId) ?? []), classId])
  return labels
}

/** Labels images that have none; what was rejected and is a label now is no longer wrong. */
export function giveLabels(catalog: Catalog, entries: readonly LabelEntry[], editId: number): void {
  const json = JSON.stringify(entries)
  catalog.run(
    'INSERT OR IGNORE INTO label (image_id, class_id, source, author, edit_id) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ? FROM json_each(?)',
    editId,
    json,
  )
  dropRejected(catalog, 'SELECT value ->> 0, value ->> 1 FROM json_each(?)', json)
}

/**
 * Puts what annotators said of images in place of what they said of them before.
 * Votes that stay as they are keep their edit.
 */
export function replaceVotes(catalog: Catalog, entries: readonly VoteEntry[], editId: number): void {
  // A table with a key: SQLite would look through a list from one end to the other for every row.
  catalog.run(
    'CREATE TEMP TABLE IF NOT EXISTS said (image_id INTEGER, author TEXT, class_id INTEGER, PRIMARY KEY (image_id, author, class_id)) WITHOUT ROWID',
  )
  catalog.run('DELETE FROM said')
  catalog.run(
    'INSERT OR IGNORE INTO said SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)',
    JSON.stringify(entries),
  )
  catalog.run(
    `DELETE FROM vote WHERE EXISTS (SELECT 1 FROM said s WHERE s.image_id = vote.image_id AND s.author = vote.author)
       AND NOT EXISTS (SELECT 1 FROM said s WHERE s.image_id = vote.image_id AND s.author = vote.author AND s.class_id = vote.class_id)`,
  )
  catalog.run(
    'INSERT OR IGNORE INTO vote (image_id, author, class_id, edit_id) SELECT image_id, author, class_id, ? FROM said',
    editId,
  )
}

/** Notes that annotators contradict the labels of images. */
export function addConflicts(catalog: Catalog, entries: readonly (readonly [imageId: number, author: string])[]): void {
  catalog.run(
    'INSERT OR IGNORE INTO conflict (image_id, author) SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    JSON.stringify(entries),
  )
}

/** Ends the conflicts of these images; their labels stay. */
export function dropConflicts(catalog: Catalog, imageIds: readonly number[]): void {
  catalog.run('DELETE FROM conflict WHERE image_id IN (SELECT value FROM json_each(?))', JSON.stringify(imageIds))
}

/**
 * What the annotators who contradict these images' labels said becomes the label, as a person's, of that annotator.
 * Where several contradict it, the one who said it last; conflicts stay for whoever is asked to drop them.
 */
export function takeConflicting(catalog: Catalog, imageIds: readonly number[], editId: number): void {
  catalog.run('CREATE TEMP TABLE IF NOT EXISTS taken (image_id INTEGER PRIMARY KEY, author TEXT NOT NULL)')
  catalog.run('DELETE FROM taken')
  catalog.run(
    `INSERT INTO taken SELECT image_id, author FROM (
       SELECT c.image_id, c.author, row_number() OVER (PARTITION BY c.image_id ORDER BY max(v.edit_id) DESC, c.author) AS place
       FROM conflict c JOIN vote v ON v.image_id = c.image_id AND v.author = c.author
       WHERE c.image_id IN (SELECT value FROM json_each(?)) GROUP BY c.image_id, c.author
     ) WHERE place = 1`,
    JSON.stringify(imageIds),
  )
  catalog.run('DELETE FROM label WHERE image_id IN (SELECT image_id FROM taken)')
  catalog.run(
    `INSERT INTO label (image_id, class_id, source, author, edit_id)
     SELECT v.image_id, v.class_id, 'person', v.author, ? FROM taken t JOIN vote v ON v.image_id = t.image_id AND v.author = t.author`,
    editId,
  )
  dropRejected(catalog, 'SELECT l.image_id, l.class_id FROM label l JOIN taken t ON t.image_id = l.image_id')
}

/** The classes that annotators said of these images, by `<image id> <author>`. */
export function readVotes(catalog: ReadableCatalog, imageIds: readonly number[]): Map<string, number[]> {
  const rows = catalog.all<{ imageId: number; author: string; classId: number }>(
    'SELECT image_id AS imageId, author, class_id AS classId FROM vote WHERE image_id IN (SELECT value FROM json_each(?))',
    JSON.stringify(imageIds),
  )
  const votes = new Map<string, number[]>()
  for (const { imageId, author, classId } of rows)
    votes.set(`${imageId} ${author}`, [...(votes.get(`${imageId} ${author}`) ?? []), classId])
  return votes
}
