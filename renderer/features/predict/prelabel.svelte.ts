import type { ModelRank } from '../../../electron/api/page.ts'
import { current } from '../../app/current-project.svelte.ts'
import { jobs } from '../../app/jobs.svelte.ts'
import { attempt } from '../../app/toasts.svelte.ts'
import { host } from '../../host/host.ts'
import { pageEngine } from './page-engine.svelte.ts'

/** Runs of a model over the project's photos. */
class Prelabel {
  #chosenModel = $state<string | null>(null)
  #starting = $state(0)

  start(): () => void {
    const stops = [
      pageEngine.start(),
      current.follow({
        forget: () => {
          this.#chosenModel = null
        },
        // A run that an earlier page of this window began may wait for its worker.
        load: () => {
          if (jobs.running?.kind === 'prelabel') void pageEngine.work()
        },
      }),
      jobs.onRead(() => this.#resume()),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** Whether a run was asked for that is no job yet: the window's own engine may have to be looked for first. */
  get isStarting(): boolean {
    return this.#starting > 0
  }

  /** The model of the next run: the one that was chosen here, else the project's own, else the embedded one. */
  get model(): string {
    return this.#chosenModel ?? current.project?.model ?? 'default'
  }

  setModel(model: string): void {
    this.#chosenModel = model
  }

  /** Begins a run. `as` second: the project's model stays, and this one's predictions are compared with its. */
  async run(model = this.model, as: ModelRank = 'first'): Promise<void> {
    this.#starting++
    await attempt(async () => {
      const engine = await pageEngine.choose()
      await host.call('startPrelabel', { model, engine, as })
    })
    this.#starting--
  }

  /** An interrupted run resumes by itself. */
  async #resume(): Promise<void> {
    const unfinished = current.project?.unfinished ?? null
    if (unfinished !== null && jobs.running?.kind !== 'prelabel')
      await this.run(unfinished, current.project?.unfinishedAs)
  }
}

export const prelabel = new Prelabel()
