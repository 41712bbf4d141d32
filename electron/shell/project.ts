import { stat } from 'node:fs/promises'
import type { Outcome } from '../api/outcome.ts'
import { dirname, extname } from 'node:path'
import type { ProjectInfo } from '../api/page.ts'
import type { ServiceClient } from './service-client.ts'
import { t } from './texts.ts'

/** Calls that change which project is shown, or where its folders are. */
const showing = ['openFolder', 'openExamples', 'openProject', 'newProject', 'addFolder', 'relinkFolder'] as const
type Showing = (typeof showing)[number]
export const isShowing = (name: unknown): name is Showing => showing.some((one) => one === name)

/**
 * The project that the window shows, as main knows it: its folder and file, and how it is opened from outside the page.
 */
export class ShownProject {
  readonly #service: ServiceClient
  readonly #onOpened: (project: ProjectInfo) => void
  #shown: ProjectInfo | null = null

  constructor(service: ServiceClient, onOpened: (project: ProjectInfo) => void) {
    this.#service = service
    this.#onOpened = onOpened
  }

  get root(): string | null {
    return this.#shown?.root ?? null
  }

  /** Its file. */
  get catalog(): string | null {
    return this.#shown?.catalog ?? null
  }

  /** Shows a project in one of these ways. `args` may come from the page: they are parsed in the service. */
  async show(name: Showing, args: unknown): Promise<Outcome<ProjectInfo>> {
    const outcome = await this.#service.call(name, args)
    if ('ok' in outcome) {
      this.#shown = outcome.ok
      this.#onOpened(outcome.ok)
    }
    return outcome
  }

  /**
   * Shows what was dropped, double-clicked or named on a command line: a folder, a project, or the folder of a photo.
   */
  async openPath(path: string): Promise<Outcome<ProjectInfo>> {
    const found = await stat(path).catch(() => null)
    if (found === null) return { error: { code: 'not-found', message: t('gone', { path }) } }
    if (found.isDirectory()) return this.show('openFolder', { folder: path })
    if (extname(path).toLowerCase() !== '.glance') return this.show('openFolder', { folder: dirname(path) })
    return this.show('openProject', { file: path })
  }
}
