import type { LabelRow, LabelSource } from '../rows.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { dropRejected } from './rejections.ts'
import { checkImages } from './images.ts'

/** The labels of an image in the order of the label set. */
export function getLabels(catalog: ReadableCatalog, imageId: number): LabelRow[] {
  return catalog.all<LabelRow>(
    `SELECT l.image_id AS imageId, c.name AS className, l.source, l.author
     FROM label l JOIN class c ON c.id = l.class_id WHERE l.image_id = ? ORDER BY c.position, c.id`,
    imageId,
  )
}

/** Whether any image of the folder has a label. */
export const hasLabels = (catalog: ReadableCatalog, rootId: number): boolean =>
  catalog.get('SELECT 1 FROM label l JOIN image i ON i.id = l.image_id WHERE i.root_id = ? LIMIT 1', rootId) !==
  undefined

/** What annotators said of an image, as they said last: by author, classes in the order of the label set. */
export function listVotes(catalog: ReadableCatalog, imageId: number): { author: string; classes: string[] }[] {
  const rows = catalog.all<{ author: string; name: string }>(
    'SELECT v.author, c.name FROM vote v JOIN class c ON c.id = v.class_id WHERE v.image_id = ? ORDER BY v.author, c.position, c.id',
    imageId,
  )
  return [...Map.groupBy(rows, ({ author }) => author)].map(([author, votes]) => ({
    author,
    classes: votes.map(({ name }) => name),
  }))
}

/** Which class an image is to get; null takes its labels away. */
export type Target = [imageId: number, classId: number | null]

/** Who labels, from where, as which edit. */
export interface Attribution {
  author: string
  source: LabelSource
  editId: number
}

/**
 * Puts the images of an edit into a temporary table that the functions below work on:
 * ten thousand images cost as many rows, not as many statements.
 * @throws GlanceError `not-found` for an image that is not in the catalog
 */
export function stageTargets(catalog: Catalog, targets: readonly Target[]): void {
  catalog.run('CREATE TEMP TABLE IF NOT EXISTS target (image_id INTEGER PRIMARY KEY, class_id INTEGER)')
  catalog.run('DELETE FROM target')
  catalog.run(
    'INSERT OR REPLACE INTO target SELECT value ->> 0, value ->> 1 FROM json_each(?)',
    JSON.stringify(targets),
  )
  checkImages(
    catalog,
    targets.map(([id]) => id),
  )
}

const targets = 'image_id IN (SELECT image_id FROM target)'

/** Makes every target's class its only label. Images that have it already are left alone. */
export function replaceLabels(catalog: Catalog, attribution: Attribution): void {
  catalog.run(
    `DELETE FROM target WHERE NOT EXISTS (SELECT 1 FROM conflict c WHERE c.image_id = target.image_id) AND CASE WHEN class_id IS NULL
       THEN NOT EXISTS (SELECT 1 FROM label l WHERE l.image_id = target.image_id)
       ELSE (SELECT count(*) = 1 AND max(l.class_id = target.class_id AND l.source = ? AND l.author = ?) = 1 FROM label l WHERE l.image_id = target.image_id) END`,
    attribution.source,
    attribution.author,
  )
  catalog.run(`DELETE FROM label WHERE ${targets}`)
  catalog.run(
    'INSERT INTO label (image_id, class_id, source, author, edit_id) SELECT image_id, class_id, ?, ?, ? FROM target WHERE class_id IS NOT NULL',
    attribution.source,
    attribution.author,
    attribution.editId,
  )
  recordVotes(catalog, attribution)
}

/** Adds every target's class to its labels; who finds it there has said the same. */
export function addLabels(catalog: Catalog, attribution: Attribution): void {
  catalog.run(
    'INSERT OR IGNORE INTO label (image_id, class_id, source, author, edit_id) SELECT image_id, class_id, ?, ?, ? FROM target',
    attribution.source,
    attribution.author,
    attribution.editId,
  )
  recordVotes(catalog, attribution)
}

/** Takes every target's class from its labels. */
export function removeLabels(catalog: Catalog, attribution: Attribution): void {
  catalog.run(
    'DELETE FROM target WHERE NOT EXISTS (SELECT 1 FROM label l WHERE l.image_id = target.image_id AND l.class_id = target.class_id)',
  )
  catalog.run('DELETE FROM label WHERE (image_id, class_id) IN (SELECT image_id, class_id FROM target)')
  recordVotes(catalog, attribution)
}

/** How many targets have their class as a label already. */
export const countLabeled = (catalog: Catalog): { all: number; having: number } =>
  catalog.get<{ all: number; having: number }>(
    'SELECT count(*) AS "all", coalesce(sum(EXISTS (SELECT 1 FROM label l WHERE l.image_id = target.image_id AND l.class_id = target.class_id)), 0) AS "having" FROM target',
  )!

/**
 * What holds now is what the person said;
 * that ends every conflict about these images, and what was rejected and given after all is no longer wrong.
 */
function recordVotes(catalog: Catalog, { author, editId }: Attribution): void {
  catalog.run(
    `DELETE FROM vote WHERE author = ? AND ${targets} AND NOT EXISTS (SELECT 1 FROM label l WHERE l.image_id = vote.image_id AND l.class_id = vote.class_id)`,
    author,
  )
  catalog.run(
    `INSERT OR IGNORE INTO vote (image_id, author, class_id, edit_id) SELECT image_id, ?, class_id, ? FROM label WHERE ${targets}`,
    author,
    editId,
  )
  catalog.run(`DELETE FROM conflict WHERE ${targets}`)
  dropRejected(catalog, 'SELECT l.image_id, l.class_id FROM label l JOIN target t ON t.image_id = l.image_id')
}
