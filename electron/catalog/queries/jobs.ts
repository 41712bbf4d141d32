import type { JobKind, JobRow, JobState } from '../rows.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { packDetails, readDetails } from '../error-details.ts'

/** A job as the catalog remembers it. Rate and time left are known only to the process that runs it: null here. */
export interface StoredJob extends JobRow {
  params: unknown
  startedAt: number
  finishedAt: number | null
}

/** Writes down that a job began; `params` is what is needed to start it again. */
export function startJob(catalog: Catalog, kind: JobKind, params: unknown): number {
  const json = JSON.stringify(params ?? null)
  return catalog.transaction(
    () =>
      Number(
        catalog.run(
          `INSERT INTO job (kind, params, state, started_at) VALUES (?, ?, 'running', ?)`,
          kind,
          json,
          Date.now(),
        ).lastInsertRowid,
      ),
    'relaxed',
  )
}

/** Writes a job's progress; what is left out stays as it is. */
export function updateJob(
  catalog: Catalog,
  id: number,
  progress: { done?: number; total?: number; failed?: number },
): void {
  const { done = null, total = null, failed = null } = progress
  catalog.transaction(
    () =>
      catalog.run(
        'UPDATE job SET done = coalesce(?, done), total = coalesce(?, total), failed = coalesce(?, failed) WHERE id = ?',
        done,
        total,
        failed,
        id,
      ),
    'relaxed',
  )
}

/** Writes down how a job ended. */
export function finishJob(
  catalog: Catalog,
  id: number,
  state: Exclude<JobState, 'running'>,
  { error, errorDetails }: Pick<JobRow, 'error' | 'errorDetails'> = { error: null, errorDetails: null },
): void {
  const sql = 'UPDATE job SET state = ?, error = ?, error_details = ?, finished_at = ? WHERE id = ?'
  catalog.transaction(() => catalog.run(sql, state, error, packDetails(errorDetails), Date.now(), id), 'relaxed')
}

/** The newest jobs first. */
export function listJobs(catalog: ReadableCatalog, limit = 100): StoredJob[] {
  const rows = catalog.all<StoredJob & { params: string; errorDetails: string | null }>(
    `SELECT id, kind, state, done, total, failed, NULL AS rate, NULL AS eta, error, error_details AS errorDetails, params,
       started_at AS startedAt, finished_at AS finishedAt
     FROM job ORDER BY id DESC LIMIT ?`,
    limit,
  )
  return rows.map((row) => ({
    ...row,
    errorDetails: readDetails(row.errorDetails),
    params: JSON.parse(row.params) as unknown,
  }))
}

/**
 * Jobs that a dead process left `running` become `cancelled`. Called when a catalog is opened for writing, which takes
 * it for granted that only one process writes to a project at a time.
 */
export function cancelOrphanedJobs(catalog: Catalog): void {
  // Usually there is none, and then opening writes nothing: a project on a full disk can still be viewed.
  if (catalog.get(`SELECT id FROM job WHERE state = 'running' LIMIT 1`) === undefined) return
  catalog.transaction(
    () => catalog.run(`UPDATE job SET state = 'cancelled', finished_at = ? WHERE state = 'running'`, Date.now()),
    'relaxed',
  )
}
