import { setTimeout } from 'node:timers/promises'
import { describeFailure, GlanceError } from '../../models/errors.ts'
import type { Catalog } from '../catalog/connection.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import type { JobKind } from '../catalog/rows.ts'
import type { Emit } from './events.ts'
import { JobProgress } from './job-progress.ts'

/** Milliseconds for a job that is over, or was cancelled, to return. */
const returnTimeoutMs = 1000
/** Milliseconds between two requests to look again, while a job changes many images. */
const changedEveryMs = 1000

/** What a job works with. */
export interface JobContext {
  catalog: Catalog
  emit: Emit
  signal: AbortSignal
}

interface RunningJob {
  kind: JobKind
  abort: AbortController
  ended: Promise<void>
  hasReportedEnd: boolean
}

export interface JobsOptions {
  /** null where the project can only be read. */
  writer: Catalog | null
  emit: Emit
  /** The folder or file that a job's failure is reported for. */
  describePlace: () => string
  /** Waited for before a job begins; empty where nothing has to end. */
  beforeJobs: ReadonlySet<() => Promise<void>>
}

/** The jobs of one project: those that write run one at a time, exports beside them. */
export class ProjectJobs {
  readonly #options: JobsOptions
  readonly #exports = new Map<number, { abort: AbortController; ended: Promise<unknown> }>()
  #job: RunningJob | null = null
  #changedAt = 0

  constructor(options: JobsOptions) {
    this.#options = options
  }

  /** What the job under way does, or null. */
  get running(): JobKind | null {
    return this.#job?.kind ?? null
  }

  /**
   * Starts a job that writes, the only one at its time, and returns: it reports its progress itself, ends where
   * `signal` says so, and is started again where it was interrupted.
   * @throws GlanceError where another one is under way
   */
  start(kind: JobKind, catalog: Catalog, work: (context: JobContext) => Promise<void>): void {
    this.refuseAnother()
    const emit: Emit = (event) => {
      this.#options.emit(event)
      if (event.type !== 'job') return
      const isOver = event.job.state !== 'running'
      if (this.#job !== null) this.#job.hasReportedEnd = isOver
      this.reportChanged(isOver)
    }
    const abort = new AbortController()
    this.run(
      kind,
      abort,
      () => work({ catalog, emit, signal: abort.signal }),
      // Once nothing is under way any more: whoever waits for that looks again then.
      () => this.reportChanged(true),
    )
  }

  /** Runs `work` as the job under way, reports why it failed, and calls `whenOver` when it is no longer under way. */
  run(kind: JobKind, abort: AbortController, work: () => Promise<void>, whenOver: () => void = () => undefined): void {
    const { beforeJobs, emit, describePlace } = this.#options
    const begun = beforeJobs.size > 0 ? Promise.all([...beforeJobs].map((end) => end())).then(work) : work()
    const ended = begun
      .catch((error: unknown) => {
        if (abort.signal.aborted) return // whatever failed while it stopped: the to-do list knows what is left
        emit({ type: 'problem', problem: { path: describePlace(), ...describeFailure(error) } })
      })
      .finally(() => {
        this.#job = null
        whenOver()
      })
    this.#job = { kind, abort, ended, hasReportedEnd: false }
  }

  /** @throws GlanceError where a job is under way */
  refuseAnother(hint = 'Wait for it or cancel it.'): void {
    if (this.#job !== null) throw new GlanceError('wrong-use', 'Another job is running.', hint)
  }

  /**
   * The scan ends by itself and is waited for,
   * as is a job that reported its end or was cancelled and has only to return; any other is refused at once.
   */
  async waitForTurn(refusal = 'Another job is running.'): Promise<void> {
    while (this.#job?.kind === 'ingest') await this.#job.ended
    const job = this.#job
    if (job !== null && (job.hasReportedEnd || job.abort.signal.aborted))
      await Promise.race([job.ended, setTimeout(returnTimeoutMs)])
    if (this.#job !== null) throw new GlanceError('wrong-use', refusal, 'Wait for it or cancel it.')
  }

  /** Follows an export as a job of its own: it only reads, and runs beside the others. */
  async watchExport<Value>(total: number, run: (onRows: (count: number) => void) => Promise<Value>): Promise<Value> {
    const { writer, emit } = this.#options
    if (writer === null) return run(() => undefined) // there is nowhere to keep its progress
    const progress = new JobProgress(writer, 'export', null, emit)
    const abort = new AbortController()
    const { promise: ended, resolve: end } = Promise.withResolvers<null>()
    this.#exports.set(progress.id, { abort, ended })
    try {
      progress.setTotal(total)
      const value = await run((count) => {
        if (abort.signal.aborted) throw new GlanceError('cancelled', 'The export was cancelled; nothing was written.')
        progress.advance(count)
      })
      progress.finish('done')
      return value
    } catch (error) {
      if (abort.signal.aborted) progress.finish('cancelled')
      else progress.finish('failed', describeFailure(error, { withHint: false }))
      throw error
    } finally {
      this.#exports.delete(progress.id)
      end(null)
    }
  }

  /** Stops a job for good: it does not resume by itself when the project is opened again. */
  cancelByPerson(id: number): void {
    const exporting = this.#exports.get(id)
    if (exporting !== undefined) {
      exporting.abort.abort()
      return
    }
    if (this.#job?.kind === 'prelabel' && this.#options.writer !== null)
      setSetting(this.#options.writer, 'unfinished', null)
    this.cancel()
  }

  /** Stops the job under way; what it did stays. */
  cancel(): void {
    this.#job?.abort.abort()
  }

  /** Ends every job, and waits for them. */
  async close(): Promise<void> {
    this.cancel()
    for (const { abort } of this.#exports.values()) abort.abort()
    await this.#job?.ended
    await Promise.all([...this.#exports.values()].map(({ ended }) => ended))
  }

  /** Asks the pages to look again; while a job changes many images not more than once a second. */
  reportChanged(now = false): void {
    if (!now && performance.now() - this.#changedAt < changedEveryMs) return
    this.#changedAt = performance.now()
    this.#options.emit({ type: 'changed' })
  }
}
