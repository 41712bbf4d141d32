import { stat } from 'node:fs/promises'
import { dirname, extname } from 'node:path'
import type { Outcome } from '../contract/calls.ts'
import type { ProjectInfo } from '../contract/project.ts'
import type { ServiceClient } from './service-client.ts'
import { t } from './texts.ts'

/** The project that the window shows, as main knows it: its folder, and how it is opened from outside the page. */
export class ShownProject {
  readonly #service: ServiceClient
  readonly #onOpened: (project: ProjectInfo) => void
  #root: string | null = null

  constructor(service: ServiceClient, onOpened: (project: ProjectInfo) => void) {
    this.#service = service
    this.#onOpened = onOpened
  }

  get root(): string | null {
    return this.#root
  }

  /** Shows a folder. `args` may come from the page: they are parsed in the service. */
  async open(args: unknown): Promise<Outcome<ProjectInfo>> {
    const outcome = await this.#service.call('openFolder', args)
    if ('ok' in outcome) {
      this.#root = outcome.ok.root
      this.#onOpened(outcome.ok)
    }
    return outcome
  }

  /** Shows what was dropped, double-clicked or named on a command line: a folder, a project, or the folder of a photo. */
  async openPath(path: string): Promise<Outcome<ProjectInfo>> {
    const found = await stat(path).catch(() => null)
    if (found === null) return { error: { code: 'not-found', message: t('gone', { path }) } }
    if (found.isDirectory()) return this.open({ folder: path })
    if (extname(path).toLowerCase() !== '.glance') return this.open({ folder: dirname(path) })
    const root = await this.#service.readRoot(path)
    return 'ok' in root ? this.open({ folder: root.ok }) : root
  }
}
