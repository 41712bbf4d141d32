import type { Failure } from '../../models/errors.ts'
import type { JobKind, JobRow, JobState } from '../catalog/rows.ts'
import type { Emit } from './events.ts'
import type { Catalog } from '../catalog/connection.ts'
import { finishJob, startJob, updateJob } from '../catalog/queries/jobs.ts'

/** Milliseconds between two reports, so that a fast job does not drown its listener. */
const reportEvery = 250
/** Seconds of the sliding window that the rate is measured over. */
const window = 10

/**
 * A job's progress: kept in the catalog, reported to every listener. The to-do list itself is a query on the catalog,
 * never kept here, so a job that was killed resumes when it is started again.
 */
export class JobProgress {
  readonly #catalog: Catalog
  readonly #emit: Emit
  readonly #id: number
  readonly #kind: JobKind
  #done = 0
  #failed = 0
  #total: number | null = null
  #reportedAt = 0
  /** [seconds, done] of the last reports. */
  #history: [number, number][] = [[performance.now() / 1000, 0]]

  constructor(catalog: Catalog, kind: JobKind, params: unknown, emit: Emit) {
    this.#catalog = catalog
    this.#emit = emit
    this.#kind = kind
    this.#id = startJob(catalog, kind, params)
    this.#report('running')
  }

  get id(): number {
    return this.#id
  }

  get failed(): number {
    return this.#failed
  }

  setTotal(total: number): void {
    this.#total = total
    this.#save()
  }

  /** Counts finished work; `failed` of it did not succeed. */
  advance(done: number, failed = 0): void {
    this.#done += done
    this.#failed += failed
    if (performance.now() - this.#reportedAt >= reportEvery) this.#save()
  }

  finish(state: Exclude<JobState, 'running'>, failure: Failure | null = null): void {
    const why = { error: failure?.message ?? null, errorDetails: failure?.details ?? null }
    updateJob(this.#catalog, this.#id, this.#counts())
    finishJob(this.#catalog, this.#id, state, why)
    this.#report(state, why)
  }

  #save(): void {
    updateJob(this.#catalog, this.#id, this.#counts())
    this.#report('running')
  }

  #counts(): { done: number; failed: number; total?: number } {
    return { done: this.#done, failed: this.#failed, ...(this.#total === null ? {} : { total: this.#total }) }
  }

  #report(state: JobState, why: Pick<JobRow, 'error' | 'errorDetails'> = { error: null, errorDetails: null }): void {
    this.#reportedAt = performance.now()
    const rate = state === 'running' ? this.#measureRate() : null
    const left = this.#total === null ? null : this.#total - this.#done
    const job: JobRow = {
      id: this.#id,
      kind: this.#kind,
      state,
      done: this.#done,
      total: this.#total,
      failed: this.#failed,
      rate,
      eta: rate === null || left === null ? null : left / rate,
      ...why,
    }
    this.#emit({ type: 'job', job })
  }

  #measureRate(): number | null {
    const now = performance.now() / 1000
    this.#history.push([now, this.#done])
    while (this.#history.length > 2 && this.#history[0]![0] < now - window) this.#history.shift()
    const [since, before] = this.#history[0]!
    // Nothing done yet is no rate.
    return now - since < 0.2 || this.#done === before ? null : (this.#done - before) / (now - since)
  }
}
