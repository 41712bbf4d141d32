import { type BrowserWindow, powerSaveBlocker } from 'electron'
import type { JobRow } from '../api/page.ts'

/** What the system shows and does while jobs run: progress in the dock or taskbar, and no sleep. */
export class JobSigns {
  readonly #findWindow: () => BrowserWindow | null
  readonly #running = new Map<number, JobRow>()
  #blocker: number | null = null

  constructor(findWindow: () => BrowserWindow | null) {
    this.#findWindow = findWindow
  }

  /** The jobs under way, by their last events. */
  get running(): JobRow[] {
    return [...this.#running.values()]
  }

  /** Updates the state of a job. */
  update(job: JobRow): void {
    if (job.state === 'running') this.#running.set(job.id, job)
    else this.#running.delete(job.id)
    this.#show()
  }

  #show(): void {
    const job = [...this.#running.values()].at(-1)
    // Above 1 means "not known how far", below 0 none.
    const progress = job === undefined ? -1 : job.total === null || job.total === 0 ? 2 : job.done / job.total
    this.#findWindow()?.setProgressBar(progress)
    if (job !== undefined) this.#blocker ??= powerSaveBlocker.start('prevent-app-suspension')
    else if (this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = null
    }
  }
}
