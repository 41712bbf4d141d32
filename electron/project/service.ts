import { GlanceError } from '../../models/errors.ts'
import { type DataFolder, locateData, protectData } from './data-folder.ts'
import type { Project } from './project.ts'
import { type Resource, Resources } from './resources.ts'

/**
 * One running service: the project that it shows, and what lives as long as the process. Whoever makes it closes it.
 */
export class Service {
  readonly data: DataFolder
  /** What must have ended before a job begins, because a person waits for the job: the measuring of models. */
  readonly beforeJobs = new Set<() => Promise<void>>()
  readonly #resources = new Resources<Service>(this)
  // One window, one project: the service answers one page, and the page shows one project.
  #shown: Project | null = null
  #turn: Promise<unknown> = Promise.resolve()

  constructor(data: DataFolder = locateData()) {
    this.data = data
    protectData(data)
  }

  get<Value>(resource: Resource<Service, Value>): Value {
    return this.#resources.get(resource)
  }

  /** The project that is shown, or null. */
  get shown(): Project | null {
    return this.#shown
  }

  /** The project that is shown. @throws GlanceError where there is none */
  get project(): Project {
    if (this.#shown === null) throw new GlanceError('wrong-use', 'No folder is open.', 'Open a folder first.')
    return this.#shown
  }

  /** The project that is shown, which must be the one that was meant. @throws GlanceError where it is another one */
  projectMeant(file: string | undefined): Project {
    const { project } = this
    if (file === undefined || file === project.catalog.file) return project
    throw new GlanceError(
      'wrong-use',
      'Another folder is open now: {place}.',
      'Nothing was changed. Open the folder again.',
      { params: { place: project.root || project.catalog.file } },
    )
  }

  /** Shows another project, or none; the one before is closed, its job ended. */
  async show(next: Project | null): Promise<void> {
    const before = this.#shown
    this.#shown = next
    await before?.close()
  }

  /** One after the other: two that open the same project at the same moment would each find it open elsewhere. */
  inTurn<Value>(open: () => Promise<Value>): Promise<Value> {
    const opened = this.#turn.then(open)
    this.#turn = opened.catch(() => undefined)
    return opened
  }

  async close(): Promise<void> {
    await this.show(null)
    await this.#resources.close()
  }
}
