import type { FolderList } from '../../../electron/api/page.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import { isProjectFile, joinPath, projectFileName } from '../../app/paths.ts'
import type { PlaceRequest } from './places.svelte.ts'

/** The folder that a person looks through for a place, and what they typed. */
export class PlaceList {
  readonly request: PlaceRequest
  list = $state.raw<FolderList | null>(null)
  /** A folder, or a project's file where one is asked for. */
  path = $state('')
  /** The name of the file to save. */
  name = $state('')
  error = $state<string | null>(null)
  isBusy = $state(false)
  #run = 0

  constructor(request: PlaceRequest) {
    this.request = request
    this.name = request.name ?? ''
    void this.look(request.folder).then((isThere) => {
      if (!isThere && request.folder !== undefined) void this.look()
    })
  }

  /** Whether the name is another project's. */
  get isTaken(): boolean {
    return this.request.kind === 'save' && this.list?.projects.includes(projectFileName(this.name)) === true
  }

  get isReady(): boolean {
    return (
      !this.isBusy &&
      this.path.trim() !== '' &&
      !this.isTaken &&
      (this.request.kind !== 'save' || this.name.trim() !== '')
    )
  }

  /** Projects where one is to be opened or saved. */
  get projects(): readonly string[] {
    return this.request.kind === 'folder' ? [] : (this.list?.projects ?? [])
  }

  async look(folder?: string): Promise<boolean> {
    const [run, before] = [++this.#run, this.path]
    try {
      const list = await host.call('listFolders', folder === undefined ? {} : { folder })
      if (run !== this.#run) return true // another look was asked for, or the place was chosen
      this.list = list
      if (this.path === before) this.path = list.folder // what was typed meanwhile stays
      this.error = null
      return true
    } catch (cause) {
      if (run !== this.#run) return true
      this.error = explain(cause)
      return false
    }
  }

  /** What was typed: its folder is shown. */
  async lookAtTyped(): Promise<void> {
    const typed = this.path.trim()
    if (typed === '' || typed === this.list?.folder) return
    if (this.request.kind === 'project' && isProjectFile(typed)) return
    await this.look(typed)
  }

  /** A project in the list: its file is the place, or its name the one to save under. */
  pick(project: string): void {
    if (this.list === null) return
    if (this.request.kind === 'save') this.name = project
    else this.path = joinPath(this.list.folder, project)
  }

  async go(): Promise<void> {
    if (!this.isReady) return
    const path = this.path.trim()
    const { kind } = this.request
    if (kind === 'project' && !isProjectFile(path)) {
      // A folder was typed, or is where the search got to.
      if (path === this.list?.folder) this.error = t('project:notProject')
      else await this.look(path)
      return
    }
    this.isBusy = true
    this.error = null
    this.#run++
    try {
      await this.request.run(kind === 'save' ? joinPath(path, projectFileName(this.name)) : path)
    } catch (cause) {
      this.error = explain(cause)
    } finally {
      this.isBusy = false
    }
  }
}
