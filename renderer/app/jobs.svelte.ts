import type { JobRow, Problem } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { explain } from '../i18n/explain.ts'
import { t } from '../i18n/i18n.svelte.ts'
import { current } from './current-project.svelte.ts'
import { service } from './service.svelte.ts'
import { attempt, toasts } from './toasts.svelte.ts'

/** The jobs of the project that is shown, and the files that they could not read. */
class Jobs {
  /** The newest first. */
  list = $state.raw<readonly JobRow[]>([])
  problems = $state.raw<readonly Problem[]>([])
  readonly #whenRead = new Set<() => Promise<void>>()

  get running(): JobRow | null {
    return this.list.find(({ state }) => state === 'running') ?? null
  }

  start(): () => void {
    const stops = [
      service.on('job', ({ job }) => this.#take(job)),
      service.on('problem', ({ problem }) => {
        this.problems = [...this.problems, problem]
      }),
      current.follow({
        forget: () => {
          this.list = []
        },
        load: async () => {
          await this.#readProblems()
          await this.#read()
        },
        refresh: async () => {
          await Promise.all([this.#read(), this.#readProblems()])
        },
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** Calls the listener whenever the list was read from the catalog; gives the function that ends it. */
  onRead(listener: () => Promise<void>): () => void {
    this.#whenRead.add(listener)
    return () => this.#whenRead.delete(listener)
  }

  async cancel(): Promise<void> {
    const { running } = this
    if (running !== null) await attempt(() => host.call('cancelJob', { id: running.id }))
  }

  #take(job: JobRow): void {
    this.list = this.list.some(({ id }) => id === job.id)
      ? this.list.map((other) => (other.id === job.id ? job : other))
      : [job, ...this.list]
    if (job.state === 'failed') toasts.show('error', explainJob(job) ?? t('jobs:failed'))
  }

  /** The jobs as the catalog knows them: those of a service that died are over, whatever its last word was. */
  async #read(): Promise<void> {
    const rates = new Map(this.list.map(({ id, rate, eta }) => [id, { rate, eta }]))
    const list = await host.call('listJobs', {})
    this.list = list.map((job) => (job.state === 'running' ? { ...job, ...rates.get(job.id) } : job))
    for (const listener of this.#whenRead) await listener()
  }

  async #readProblems(): Promise<void> {
    this.problems = await host.call('listProblems', {})
  }
}

/** Why a job failed, for a person; null where that is not known. */
export const explainJob = ({ error, errorDetails }: JobRow): string | null =>
  error === null ? null : explain({ message: error, details: errorDetails })

export const jobs = new Jobs()
