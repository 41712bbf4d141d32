import type { Catalog, ReadableCatalog } from '../connection.ts'
import { isReadable, type Scope } from './audit-scope.ts'

export type AuditState = 'open' | 'finished' | 'abandoned'

/** What is fixed when an audit begins. */
export interface AuditStart extends Scope {
  author: string
  /** The share of the total that is to be right, 0 to 1. */
  target: number
  /** The probability of a false statement that it may use. */
  alpha: number
  seed: number
  /** Photos that are shown. */
  sampled: number
  /** The model whose predictions were frozen; null where there is none. */
  modelKey: string | null
}

export interface AuditRow extends AuditStart {
  id: number
  /** Milliseconds since 1970. */
  createdAt: number
  finishedAt: number | null
  state: AuditState
  /** Wrong ones in the sample; null until it is finished, like the next one. */
  errors: number | null
  /** At most so many of the total are wrong once the errors found are put right. */
  errorsLeft: number | null
  /** Whether it showed what it was to show. */
  reached: boolean
}

/** A photo of the sample. */
export interface SampledImage {
  imageId: number
  /** The frozen class. */
  classId: number
  /** What the person said; null until then, and where its label was undone. */
  verdict: number | null
}

const columns = `id, created_at AS createdAt, finished_at AS finishedAt, author, target, alpha, seed, total, population,
  outside, sampled, model_key AS modelKey, state, errors, errors_left AS errorsLeft, coalesce(reached, 0) AS reached`

/** Adds an open audit and gives its id. */
export function insertAudit(catalog: Catalog, audit: AuditStart): number {
  return Number(
    catalog.run(
      `INSERT INTO audit (created_at, author, target, alpha, seed, total, population, outside, sampled, model_key, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')`,
      Date.now(),
      audit.author,
      audit.target,
      audit.alpha,
      audit.seed,
      audit.total,
      audit.population,
      audit.outside,
      audit.sampled,
      audit.modelKey,
    ).lastInsertRowid,
  )
}

const readRow = (row: (Omit<AuditRow, 'reached'> & { reached: number }) | undefined): AuditRow | null =>
  row === undefined ? null : { ...row, reached: row.reached === 1 }

/** The audit, or null. */
export const getAudit = (catalog: ReadableCatalog, id: number): AuditRow | null =>
  readRow(catalog.get(`SELECT ${columns} FROM audit WHERE id = ?`, id))

/** The audit that is neither finished nor abandoned, or null. */
export const findOpenAudit = (catalog: ReadableCatalog): AuditRow | null =>
  readRow(catalog.get(`SELECT ${columns} FROM audit WHERE state = 'open'`))

/** The newest audit that reached its target, or null. */
export const findReachedAudit = (catalog: ReadableCatalog): AuditRow | null =>
  readRow(catalog.get(`SELECT ${columns} FROM audit WHERE reached = 1 ORDER BY id DESC LIMIT 1`))

/** How many audits were begun, and of how many of them at least one answer is known. */
export const countAudits = (catalog: ReadableCatalog): { begun: number; used: number } =>
  catalog.get<{ begun: number; used: number }>(
    `SELECT count(*) AS begun, coalesce(sum(EXISTS (
       SELECT 1 FROM audit_image i WHERE i.audit_id = audit.id AND i.place IS NOT NULL AND i.verdict IS NOT NULL
     )), 0) AS used FROM audit`,
  )!

/** Whether a photo has an answer: one whose label was undone, or is another one now, is asked for again. */
const isAnswered = `EXISTS (SELECT 1 FROM label l WHERE l.image_id = a.image_id AND l.class_id = a.verdict)`

/** The photos of the sample in the order in which they are shown. */
export const listSample = (catalog: ReadableCatalog, auditId: number): SampledImage[] =>
  catalog.all<SampledImage>(
    `SELECT image_id AS imageId, class_id AS classId, CASE WHEN ${isAnswered} THEN verdict END AS verdict FROM audit_image a
     WHERE audit_id = ? AND place IS NOT NULL ORDER BY place`,
    auditId,
  )

/** Keeps what a person said of photos of the sample. */
export function recordVerdicts(catalog: Catalog, auditId: number, verdicts: ReadonlyMap<number, number>): void {
  const sql = 'UPDATE audit_image SET verdict = ? WHERE audit_id = ? AND image_id = ? AND place IS NOT NULL'
  for (const [imageId, verdict] of verdicts) catalog.run(sql, verdict, auditId, imageId)
}

/** Whether an image's file is the one that was frozen. */
const isSame = `${isReadable('i')} AND (a.content IS NULL OR a.content IS substr(i.hash, 1, 8))`

/** What the sample says now. */
export interface SampleCount {
  /** Photos that are there and have no answer. */
  unanswered: number
  /** Photos whose answer is not the frozen class, and those that are not there any more, or are others. */
  errors: number
  /** Of the errors, those that were answered, and so put right. */
  corrected: number
}

/** Counts the answers of an audit. */
export const countSample = (catalog: ReadableCatalog, auditId: number): SampleCount =>
  catalog.get<SampleCount>(
    `SELECT coalesce(sum(there AND NOT answered), 0) AS unanswered,
       coalesce(sum(NOT there OR answered AND verdict <> class_id), 0) AS errors,
       coalesce(sum(there AND answered AND verdict <> class_id), 0) AS corrected
     FROM (SELECT a.class_id, a.verdict, ${isAnswered} AS answered, ${isSame} AS there FROM audit_image a JOIN image i ON i.id = a.image_id
       WHERE a.audit_id = ? AND a.place IS NOT NULL)`,
    auditId,
  )!

/** Photos of the sample that can be shown and have no answer yet, in their order: not those that are gone. */
export const listUnanswered = (
  catalog: ReadableCatalog,
  auditId: number,
  limit: number,
): Pick<SampledImage, 'imageId' | 'classId'>[] =>
  catalog.all(
    `SELECT a.image_id AS imageId, a.class_id AS classId FROM audit_image a CROSS JOIN image i ON i.id = a.image_id
     WHERE a.audit_id = ? AND a.place IS NOT NULL AND ${isSame} AND NOT ${isAnswered} ORDER BY a.place LIMIT ?`,
    auditId,
    limit,
  )

/** Ends an audit with what it found. */
export function finishAudit(
  catalog: Catalog,
  id: number,
  { errors, errorsLeft, reached }: { errors: number; errorsLeft: number; reached: boolean },
): void {
  catalog.run(
    `UPDATE audit SET state = 'finished', finished_at = ?, errors = ?, errors_left = ?, reached = ? WHERE id = ?`,
    Date.now(),
    errors,
    errorsLeft,
    Number(reached),
    id,
  )
}

/** Ends an audit without a statement. */
export const abandonAudit = (catalog: Catalog, id: number): unknown =>
  catalog.run(`UPDATE audit SET state = 'abandoned', finished_at = ? WHERE id = ?`, Date.now(), id)

/**
 * Forgets what audits froze that nothing asks for any more: of those that are over, all but the newest that reached its
 * target. Their samples stay: what was answered was decided one by one.
 */
export function dropFrozen(catalog: Catalog): void {
  catalog.run(
    `DELETE FROM audit_image WHERE place IS NULL AND audit_id IN (
       SELECT id FROM audit WHERE state <> 'open' AND id IS NOT (SELECT max(id) FROM audit WHERE reached = 1)
     )`,
  )
}

/** How a project compares with what an audit froze. */
export interface Comparison {
  /**
   * Labels that are not the frozen class or the answer, or are gone where a person had decided,
   * and missing labels whose frozen class is gone.
   */
  changed: number
  /** Images that are not there any more, cannot be read, or have another content. */
  gone: number
  /** Images that were not there. */
  come: number
  /** Images that have no label yet. */
  open: number
}

/**
 * Compares every image of an audit with its file and its label, or the lack of one: half a second for 1,000,000.
 * CROSS JOIN keeps the order of the ids, in which the tables lie: in any other one it takes three times as long.
 */
export function compareAudit(catalog: ReadableCatalog, { id, total }: { id: number; total: number }): Comparison {
  const files = catalog.get<{ kept: number; gone: number; present: number }>(
    `SELECT count(a.class_id) AS kept, coalesce(sum(a.class_id IS NOT NULL AND NOT (${isSame})), 0) AS gone,
       coalesce(sum(${isReadable('i')}), 0) AS present
     FROM audit_image a CROSS JOIN image i ON i.id = a.image_id WHERE a.audit_id = ?`,
    id,
  )!
  const labels = catalog.get<Pick<Comparison, 'changed' | 'open'>>(
    `SELECT coalesce(sum(CASE WHEN label IS NULL THEN decided OR NOT known ELSE label <> expected END), 0) AS changed,
       coalesce(sum(label IS NULL AND known AND NOT decided), 0) AS open
     FROM (
       SELECT coalesce(a.verdict, a.class_id) AS expected, a.decided OR a.verdict IS NOT NULL AS decided, l.class_id AS label,
         coalesce(a.verdict, a.class_id) IN (SELECT id FROM class) AS known
       FROM audit_image a LEFT JOIN label l ON l.image_id = a.image_id WHERE a.audit_id = ? AND a.class_id IS NOT NULL
     )`,
    id,
  )!
  const { readable } = catalog.get<{ readable: number }>(
    `SELECT count(*) AS readable FROM image i WHERE ${isReadable('i')}`,
  )!
  return { ...labels, gone: files.gone + total - files.kept, come: readable - files.present }
}

/** The images of an audit that nobody answered and that have no label yet, with the frozen class: id and class. */
export const listUnlabeled = (catalog: ReadableCatalog, auditId: number): Map<number, number> =>
  new Map(
    catalog
      .all<{ imageId: number; classId: number }>(
        `SELECT a.image_id AS imageId, a.class_id AS classId FROM audit_image a
         WHERE a.audit_id = ? AND a.class_id IS NOT NULL AND a.verdict IS NULL AND NOT EXISTS (SELECT 1 FROM label l WHERE l.image_id = a.image_id)
         ORDER BY a.image_id`,
        auditId,
      )
      .map(({ imageId, classId }) => [imageId, classId]),
  )
