import type { JobRow, ProjectInfo, Status } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { current } from './current-project.svelte.ts'
import { edits } from './edits.svelte.ts'
import { service } from './service.svelte.ts'

/** What came of a job, until a person closes it or another one is over. */
export type JobOutcome =
  | { kind: 'scanned'; found: number; unreadable: number; isRun: boolean; hasClasses: boolean }
  | Prelabeled
  | { kind: 'compared'; done: number }
  | { kind: 'learning'; labels: number; right: number | null }
  | { kind: 'exported'; file: string; rows: number; isOnDisk: boolean }

/** How many photos a run read, and what all of the project's predictions are by now. */
export interface Prelabeled {
  kind: 'prelabeled'
  done: number
  failed: number
  sure: number
  unsure: number
  outside: number
  /** Whether any of the model's classes is one of the project's. */
  knowsAny: boolean
}

/** Follows the jobs of the project that is shown, and says what came of the last one. */
class JobOutcomes {
  latest = $state.raw<JobOutcome | null>(null)
  /** Photos that the project had when it was opened, or after the last scan; null while it is being opened. */
  #known: number | null = null
  /** A scan ended before the page showed its project, as that of a small folder may. */
  #isScanned = false
  /** Whether the project had too few labels to learn from when it was asked last. */
  #hadFewLabels = false
  #run = 0
  #recounts = 0

  start(): () => void {
    /** No edit waits for it. */
    const recount = (): Promise<void> => {
      void this.#recount().catch(() => undefined)
      return Promise.resolve()
    }
    const stops = [
      service.on('job', ({ job }) => void this.#follow(job).catch(() => undefined)), // the next job says more
      service.on('teaching', () => {
        void this.#look().catch(() => undefined)
        void recount()
      }),
      edits.follow({
        own: recount,
        remote: recount,
      }),
      current.follow({
        forget: () => {
          this.close()
          this.#known = null
          this.#hadFewLabels = false
        },
        load: () => {
          this.#known ??= current.project?.images ?? 0
          if (this.#isScanned) void this.#tellScan().catch(() => undefined)
          void this.#look().catch(() => undefined)
        },
        refresh: recount,
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  close(): void {
    this.#run++
    this.latest = null
  }

  /** Labels were written to a file. */
  exported(file: string, rows: number, isOnDisk: boolean): void {
    this.#show({ kind: 'exported', file, rows, isOnDisk })
  }

  #show(outcome: JobOutcome): void {
    this.#run++
    this.latest = outcome
  }

  async #follow({ kind, state, done, failed }: JobRow): Promise<void> {
    if (state !== 'done') return
    if (kind === 'ingest') {
      this.#isScanned = true
      if (this.#known !== null) await this.#tellScan()
    }
    if (kind === 'prelabel') await this.#tell((project) => readPrelabel(project, done, failed))
  }

  async #tellScan(): Promise<void> {
    await this.#tell((project) => {
      const before = this.#known
      if (before === null) return Promise.resolve(null) // it is being opened, and told then
      this.#isScanned = false
      this.#known = project.images
      return readScan(project, before)
    })
  }

  async #tell(read: (project: ProjectInfo) => Promise<JobOutcome | null>): Promise<void> {
    const run = ++this.#run
    const project = await host.call('project', {})
    if (project === null || project.catalog !== current.project?.catalog) return
    const outcome = await read(project)
    if (run === this.#run && outcome !== null) this.#show(outcome)
  }

  /** What was said of predictions is said of those of now; nothing once a person has decided about all of them. */
  async #recount(): Promise<void> {
    const { latest: before } = this
    const project = current.project
    if (before?.kind !== 'prelabeled' || project === null) return
    const [run, recount] = [this.#run, ++this.#recounts]
    const after = await readPredictions(project, before)
    if (run !== this.#run || recount !== this.#recounts) return
    const { sure, unsure, outside } = after
    if (sure + unsure + outside === 0 && before.sure + before.unsure + before.outside > 0) this.close()
    else this.latest = after
  }

  /** The first time that labels are enough to learn from. */
  async #look(): Promise<void> {
    const catalog = current.project?.catalog
    if (catalog === undefined) return
    const { state, source, labels, leftOut } = await host.call('getTeaching', {})
    if (catalog !== current.project?.catalog) return
    if (state === 'few-labels') this.#hadFewLabels = true
    if (!this.#hadFewLabels || state !== 'ready' || source !== 'labels') return
    this.#hadFewLabels = false
    const right = leftOut === null || leftOut.rows === 0 ? null : leftOut.right / leftOut.rows
    this.#show({ kind: 'learning', labels, right })
  }
}

/** Nothing is said of a scan that found nothing new. */
async function readScan(project: ProjectInfo, before: number): Promise<JobOutcome | null> {
  if (project.images <= before) return null
  const problems = await host.call('listProblems', {})
  return {
    kind: 'scanned',
    found: project.images - before,
    unreadable: problems.length,
    isRun: project.model !== null,
    hasClasses: project.labelSet.length > 0,
  }
}

async function readPrelabel(project: ProjectInfo, done: number, failed: number): Promise<JobOutcome> {
  if (project.unfinishedAs === 'second') return { kind: 'compared', done: done - failed }
  return readPredictions(project, { done: done - failed, failed })
}

async function readPredictions(
  { labelSet, isClosed }: ProjectInfo,
  { done, failed }: Pick<Prelabeled, 'done' | 'failed'>,
): Promise<Prelabeled> {
  const { status } = await host.call('countImages', { filter: {} })
  const knowsAny =
    labelSet.length === 0 ||
    !isClosed ||
    status.outside === 0 ||
    (await host.call('listMapping', { of: 'first' })).some(({ classId }) => classId !== null)
  const count = (name: Status): number => status[name]
  return {
    kind: 'prelabeled',
    done,
    failed,
    sure: count('pre-labeled'),
    unsure: count('needs review'),
    outside: count('outside'),
    knowsAny,
  }
}

export const jobOutcomes = new JobOutcomes()
