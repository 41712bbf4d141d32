import type { ProjectInfo } from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { explain, say } from '../i18n/explain.ts'
import { navigation } from './navigation.svelte.ts'
import { service } from './service.svelte.ts'
import { attempt, toasts } from './toasts.svelte.ts'

/** Milliseconds between two refreshes of a project that a job is changing. */
const refreshEvery = 1500

/** A part of the page that is about one project. */
export interface ProjectFollower {
  /** Another project is shown: what was known of the one before is forgotten, at once. */
  forget?: () => void
  /**
   * The project was opened: what is shown of it is asked for.
   * One follower after another, in the order in which they came.
   */
  load?: () => unknown
  /** The project changed. All followers at the same time. */
  refresh?: () => unknown
}

/** The project that is shown, or is being opened. */
class CurrentProject {
  project = $state.raw<ProjectInfo | null>(null)
  /** Whether it is known which project, if any, the service shows. */
  isReady = $state(false)
  /** The folder that is being opened. */
  opening = $state<string | null>(null)
  /** Why the last folder could not be opened. */
  openError = $state<string | null>(null)
  readonly #followers = new Set<ProjectFollower>()

  /** Whether there is a project and labels can be changed in it. */
  get isEditable(): boolean {
    return this.project?.isReadOnly === false
  }

  #refreshing: ReturnType<typeof setTimeout> | null = null

  /** Listens, and shows the project that the service has open, if any; gives the function that ends it. */
  start(): () => void {
    const stops = [
      service.on('changed', () => {
        this.#refreshing ??= setTimeout(() => {
          this.#refreshing = null // before reading: what changes meanwhile needs another refresh
          void this.#refreshAll()
        }, refreshEvery)
      }),
      service.onBack(() => void this.#adopt()),
    ]
    void this.#adopt()
    return () => stops.forEach((stop) => stop())
  }

  /** Keeps a part of the page up to date; gives the function that ends it. */
  follow(follower: ProjectFollower): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /** Opens a project by any of the host's ways and shows it; the reason why not stays until the next try. */
  async openWith(name: string, open: () => Promise<ProjectInfo | null>): Promise<boolean> {
    this.opening = name
    this.openError = null
    try {
      const project = await open()
      if (project !== null) await this.show(project)
      return project !== null
    } catch (error) {
      this.openError = explain(error)
      if (this.project !== null) toasts.show('error', this.openError)
      return false
    } finally {
      this.opening = null
    }
  }

  /** Shows a project that was opened. */
  async show(project: ProjectInfo): Promise<void> {
    const isOther = project.catalog !== this.project?.catalog
    this.project = project
    navigation.panel = null
    if (isOther) {
      navigation.view = 'library'
      toasts.forgetNotes()
      for (const { forget } of this.#followers) forget?.()
    }
    for (const details of project.notices) toasts.show('error', say(details))
    for (const { load } of this.#followers) await load?.()
  }

  /** The project as the service knows it now. */
  async refresh(): Promise<void> {
    const project = await host.call('project', {}).catch(() => null)
    if (project !== null && project.catalog === this.project?.catalog) this.project = project
  }

  /** Shows what the service has open, or has it open again what is shown here. */
  async #adopt(): Promise<void> {
    const project = await host.call('project', {}).catch(() => null)
    if (project !== null) await attempt(() => this.show(project))
    // The service was restarted: it shows nothing yet.
    else if (this.project !== null && service.isUp) {
      const { root, catalog } = this.project
      await this.openWith(root, () => host.call('openProject', { file: catalog }))
    }
    this.isReady = true
  }

  async #refreshAll(): Promise<void> {
    const shown = this.project?.catalog
    const project = await host.call('project', {}).catch(() => undefined)
    if (project === undefined) return
    // Asked before this page opened another one: the answer is of the one before.
    if (this.opening !== null || this.project?.catalog !== shown) return
    // Another page opened another folder: everything here is of the one before.
    if (project !== null && project.catalog !== shown) return this.show(project)
    this.project = project
    await Promise.allSettled([...this.#followers].map(({ refresh }) => refresh?.()))
  }
}

export const current = new CurrentProject()
