import { createHash } from 'node:crypto'
import { findRedoable, findUndoable } from '../catalog/history/entries.ts'
import type { Catalog, ReadableCatalog } from '../catalog/connection.ts'
import { copyCatalog, type OpenProject } from '../catalog/open/open-project.ts'
import { readThreshold } from '../catalog/queries/columns.ts'
import { listModels } from '../catalog/queries/models.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import type { ImageRow, JobKind, ModelRow } from '../catalog/rows.ts'
import { usualThreshold } from '../catalog/sure-from.ts'
import { GlanceError } from '../../models/errors.ts'
import type { DataFolder } from './data-folder.ts'
import type { Emit } from './events.ts'
import { type JobContext, ProjectJobs } from './jobs.ts'
import { type Resource, Resources } from './resources.ts'
import { ProjectRoots } from './roots.ts'
import { shownSource } from './taught.ts'

/** The project that a page shows: its catalog stays open, and its jobs run while the page asks for other things. */
export class Project {
  readonly catalog: ReadableCatalog
  readonly roots: ProjectRoots
  readonly jobs: ProjectJobs
  readonly data: DataFolder
  /** Where its events go. */
  readonly emit: Emit
  /** Identifies this project in addresses. */
  readonly key: string
  readonly #writer: Catalog | null
  readonly #resources = new Resources<Project>(this)
  readonly #closing = new AbortController()
  readonly #watchers = new Set<() => void>()

  constructor(
    { catalog, writer }: OpenProject,
    { data, emit, beforeJobs }: { data: DataFolder; emit: Emit; beforeJobs: ReadonlySet<() => Promise<void>> },
  ) {
    this.catalog = catalog
    this.#writer = writer
    this.data = data
    this.emit = emit
    this.roots = new ProjectRoots(catalog)
    this.key = createHash('sha256').update(catalog.file).digest('hex').slice(0, 12)
    this.jobs = new ProjectJobs({
      writer,
      emit: (event) => {
        emit(event)
        if (event.type === 'changed') this.reportChange()
      },
      beforeJobs,
      describePlace: () => this.root || catalog.file,
    })
  }

  /** Calls `watcher` after every edit, and while jobs change images; gives what ends that. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** Labels or images changed. */
  reportChange(): void {
    for (const watcher of this.#watchers) watcher()
  }

  /** What a feature keeps of the project while it is open. */
  get<Value>(resource: Resource<Project, Value>): Value {
    return this.#resources.get(resource)
  }

  /** The first folder. */
  get root(): string {
    return this.roots.all[0]?.path ?? ''
  }

  get isReadOnly(): boolean {
    return this.#writer === null
  }

  get isBusy(): boolean {
    return this.jobs.running !== null
  }

  /** Aborted when the project begins to close. */
  get closing(): AbortSignal {
    return this.#closing.signal
  }

  /** The catalog to write to. @throws GlanceError `catalog-read-only` where it can only be read */
  writable(): Catalog {
    if (this.#writer !== null) return this.#writer
    throw new GlanceError(
      'catalog-read-only',
      'The project {file} is read-only: its file or folder cannot be written.',
      'Save a copy of it elsewhere and work on that.',
      { params: { file: this.catalog.file } },
    )
  }

  /** The path of an image. */
  locate(image: Pick<ImageRow, 'rootId' | 'path'>): string {
    return this.roots.locate(image)
  }

  /** Starts a job that writes, the only one at its time. */
  startJob(kind: JobKind, work: (context: JobContext) => Promise<void>): void {
    this.jobs.start(kind, this.writable(), work)
  }

  /** Confidence from which on a prediction counts as a pre-label. */
  get threshold(): number {
    return readThreshold(this.catalog, this.get(shownSource).sureFrom)
  }

  /** What it is where no one sets it. */
  get automaticThreshold(): number {
    return this.get(shownSource).sureFrom ?? usualThreshold
  }

  /** The model whose predictions are shown, or null. */
  get model(): ModelRow | null {
    return this.#findModel(getSetting(this.catalog, 'modelKey'))
  }

  /** The model that it is compared with, or null. */
  get secondModel(): ModelRow | null {
    const key = getSetting(this.catalog, 'secondModelKey')
    const first = getSetting(this.catalog, 'modelKey')
    return first === null || key === first ? null : this.#findModel(key)
  }

  #findModel(key: string | null): ModelRow | null {
    return key === null ? null : (listModels(this.catalog).find((model) => model.key === key) ?? null)
  }

  /** Whether there is something to undo and to redo. */
  steps(): { canUndo: boolean; canRedo: boolean } {
    return { canUndo: findUndoable(this.catalog) !== null, canRedo: findRedoable(this.catalog) !== null }
  }

  /** Writes all of the project into another file, also while a job is under way. */
  saveCopy(file: string): void {
    copyCatalog(this.catalog, file)
  }

  /** Ends the jobs under way, then what features keep, then closes the catalog. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.jobs.close()
    await this.#resources.close()
    this.catalog.close()
  }
}
