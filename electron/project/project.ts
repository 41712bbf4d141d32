import type { ModelRank, ImageRow, JobKind } from '../catalog/rows.ts'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { BrowseIndex } from '../library/browse-index.ts'
import { listClasses } from '../catalog/queries/classes.ts'
import type { Catalog, ReadableCatalog } from '../catalog/connection.ts'
import { findRedoable, findUndoable } from '../catalog/history/entries.ts'
import { countMapped, describeNearDuplicates } from '../catalog/queries/embeddings.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { ensureModel, isMapped, listModels } from '../catalog/queries/models.ts'
import { copyCatalog, openProject, type OpenProject, refuseExisting } from '../catalog/open/open-project.ts'
import { moveRoot, type Root } from '../catalog/queries/roots.ts'
import { getSetting, setSetting } from '../catalog/queries/settings.ts'
import { GlanceError, isModelError } from '../../models/errors.ts'
import type { Emit } from './events.ts'
import type { ProjectInfo } from './calls.ts'
import type { DataFolder } from './data-folder.ts'
import type { InstalledModel } from '../model-library/installed.ts'
import { JobProgress } from './job-progress.ts'
import { closeExplorer } from '../attention/attention-engine.ts'
import { describeError } from './describe-error.ts'
import { endMeasuring, isMeasuring } from '../predict/measure-models.ts'
import { pageEngines } from '../predict/page-engines.ts'
import { inferTodo } from '../predict/prelabel.ts'
import { nameProject, realFolder } from './locate-project.ts'
import { findProjectFile } from './recent.ts'
import { checkFolder, ProjectRoots } from './roots.ts'
import { beginScans, recordScans, tellRefused } from './scan-roots.ts'
import type { CallContext } from '../api/dispatch.ts'
import { closeSearch } from '../similarity/similarity.ts'

/** Milliseconds in which a job that is over, or was cancelled, is let go. */
const lettingGo = 1000
/** Milliseconds between two requests to look again, while a job changes many images. */
const changedEvery = 1000

/**
 * What goes on where an engine gives up: the page was closed or its GPU was lost, and the service's own engine does the
 * rest; nothing native runs here, and the page's WebAssembly does. What a person chose is not replaced.
 */
const otherwise = { page: 'auto', auto: 'page', cpu: null, webgpu: null, wasm: null } as const

/** What a run is started with. */
export interface PrelabelRequest {
  model: InstalledModel
  engine: keyof typeof otherwise
  as: ModelRank
}

/** The project that a page shows: its catalog stays open, and its jobs go on while the page asks for other things. */
export class Workspace {
  readonly catalog: ReadableCatalog
  readonly roots: ProjectRoots
  /** Tells this project from every other, in addresses. */
  readonly key: string
  readonly #writer: Catalog | null
  readonly #data: DataFolder
  readonly #emit: Emit
  #changedAt = 0
  #browse: BrowseIndex | null = null
  readonly #exports = new Map<number, { abort: AbortController; ended: Promise<unknown> }>()
  /** The job under way: one at a time, because each writes. */
  #job: { kind: JobKind; abort: AbortController; ended: Promise<void>; hasToldEnd: boolean } | null = null

  private constructor({ catalog, writer }: OpenProject, data: DataFolder, emit: Emit) {
    this.catalog = catalog
    this.#writer = writer
    this.roots = new ProjectRoots(catalog)
    this.key = createHash('sha256').update(catalog.file).digest('hex').slice(0, 12)
    this.#data = data
    this.#emit = emit
  }

  /** Opens or makes the folder's project and scans it in the background. `emit` hears of its jobs from now on. */
  static async openFolder(folder: string, data: DataFolder, emit: Emit): Promise<Workspace> {
    const root = realFolder(folder)
    const file = findProjectFile(data, root)
    // A folder that is not there must not leave an empty project behind; one that is known can be linked to its new place.
    if (!existsSync(file)) await checkFolder(root)
    return Workspace.#open(file, root, data, emit)
  }

  /** Opens a project by its file, and scans its folders in the background. @throws GlanceError `not-found` where there is none */
  static async openProject(file: string, data: DataFolder, emit: Emit): Promise<Workspace> {
    const path = realFolder(file)
    if (!existsSync(path))
      throw new GlanceError(
        'not-found',
        `There is no project ${path}.`,
        'It may have been moved: open it from its new place.',
      )
    return Workspace.#open(path, null, data, emit)
  }

  /** Makes a project of a folder in a file that is not there yet. */
  static async newProject(file: string, folder: string, data: DataFolder, emit: Emit): Promise<Workspace> {
    refuseExisting(file)
    const root = realFolder(folder)
    await checkFolder(root)
    return Workspace.#open(file, root, data, emit)
  }

  /** `root` is its folder where it has none yet. */
  static async #open(file: string, root: string | null, data: DataFolder, emit: Emit): Promise<Workspace> {
    const opened = openProject(file)
    try {
      const workspace = new Workspace(opened, data, emit)
      if (root !== null && opened.writer !== null && workspace.roots.all.length === 0) ensureRoot(opened.writer, root)
      await workspace.roots.look()
      if (opened.writer !== null) await workspace.#scan(workspace.roots.all)
      return workspace
    } catch (error) {
      opened.catalog.close()
      throw error
    }
  }

  /** The first folder. */
  get root(): string {
    return this.roots.all[0]?.path ?? ''
  }

  get isReadOnly(): boolean {
    return this.#writer === null
  }

  /** The catalog to write to. @throws GlanceError `catalog-read-only` where it can only be looked at */
  writable(): Catalog {
    if (this.#writer !== null) return this.#writer
    throw new GlanceError(
      'catalog-read-only',
      `The project ${this.catalog.file} is read-only: its file or folder cannot be written.`,
      'Save a copy of it elsewhere and work on that.',
    )
  }

  /** Where an image lies. */
  locate(image: Pick<ImageRow, 'rootId' | 'path'>): string {
    return this.roots.locate(image)
  }

  /** Looks through the folders again. Starts it and returns, as opening does. @throws GlanceError where none of them is there */
  async rescan(): Promise<void> {
    this.writable()
    if (this.#job !== null)
      throw new GlanceError('wrong-use', 'A job is running.', 'Wait for it or cancel it, then scan again.')
    await this.roots.look()
    await this.#scan(this.roots.all, true)
  }

  /** One more folder for the project, scanned in the background. */
  async addFolder(folder: string): Promise<void> {
    const catalog = this.writable()
    await this.waitForTurn()
    const path = await this.roots.checkNew(folder)
    const id = ensureRoot(catalog, path)
    await this.roots.look()
    this.#changed(true)
    await this.#scan([this.roots.find(id)])
  }

  /** A folder is elsewhere now; what is known of its photos stays, because they are known by their paths in it. */
  async relinkFolder(rootId: number, folder: string): Promise<void> {
    const catalog = this.writable()
    await this.waitForTurn()
    const before = this.roots.find(rootId).path
    const path = await this.roots.checkNew(folder, rootId)
    const { found, of } = await this.roots.recognize(rootId, path)
    if (2 * found < of) {
      this.#emit({
        type: 'note',
        text: `Only ${found} of ${of} photos of ${before} were found in ${path}. If this is the wrong folder, choose again: nothing is lost.`,
      })
    }
    moveRoot(catalog, rootId, path)
    await this.roots.look()
    this.#changed(true)
    await this.#scan([this.roots.find(rootId)])
  }

  /** Writes all of the project into another file, also while a job is under way. */
  saveCopy(file: string): void {
    copyCatalog(this.catalog, file)
  }

  /** Whether a job is under way. */
  get isBusy(): boolean {
    return this.#job !== null
  }

  /** What the page browses; made when it first asks. */
  get browse(): BrowseIndex {
    return (this.#browse ??= new BrowseIndex(this.catalog))
  }

  get threshold(): number {
    return getSetting(this.catalog, 'threshold') ?? 0
  }

  /** The model whose guesses are shown, or null. */
  get model(): { id: number; key: string; labels: string[] } | null {
    const key = getSetting(this.catalog, 'modelKey')
    return listModels(this.catalog).find((model) => model.key === key) ?? null
  }

  /** The model whose opinion stands beside, or null. */
  get secondModel(): { id: number; key: string; labels: string[] } | null {
    const key = getSetting(this.catalog, 'secondModelKey')
    const first = getSetting(this.catalog, 'modelKey')
    return key === null || first === null || key === first
      ? null
      : (listModels(this.catalog).find((model) => model.key === key) ?? null)
  }

  describe(): ProjectInfo {
    const { catalog, root, model } = this
    const roots = this.roots.describe()
    const labelSet = listClasses(catalog)
    const mapped = model !== null && isMapped(catalog, model.id)
    return {
      name: nameProject(this.#data, catalog.file, roots[0]?.path),
      root,
      roots,
      catalog: catalog.file,
      isReadOnly: this.isReadOnly,
      isMultiLabel: getSetting(catalog, 'multiLabel') ?? false,
      labelSet,
      isMapped: mapped,
      classes: [...new Set([...labelSet.map(({ name }) => name), ...(model === null || mapped ? [] : model.labels)])],
      nearDuplicates: describeNearDuplicates(catalog),
      mapped: countMapped(catalog, model?.id ?? null),
      images: roots.reduce((total, { images }) => total + images, 0),
      model: model?.key ?? null,
      threshold: this.threshold,
      secondModel: this.secondModel?.key ?? null,
      unfinished: this.#job?.kind === 'prelabel' || this.isReadOnly ? null : getSetting(catalog, 'unfinished'),
      unfinishedAs: getSetting(catalog, 'unfinishedAs') ?? 'first',
      ...this.steps(),
    }
  }

  /** Whether there is something to undo and to redo. */
  steps(): { canUndo: boolean; canRedo: boolean } {
    return { canUndo: findUndoable(this.catalog) !== null, canRedo: findRedoable(this.catalog) !== null }
  }

  /** Runs a model over what it has not seen yet, to be the project's or a second opinion. Starts it and returns: the job's events tell the rest. */
  async startPrelabel({ model, engine, as }: PrelabelRequest, data: DataFolder): Promise<void> {
    const catalog = this.writable()
    // Only after the scan it is known what there is to do.
    await this.waitForTurn(this.#job?.kind === 'prelabel' ? 'Pre-labeling is already running.' : undefined)
    await this.roots.look()
    const { all, present } = this.roots
    if (present.length === 0)
      throw new GlanceError(
        'not-found',
        `${all.map(({ path }) => path).join(', ')} was not found.`,
        'Connect its drive, or choose where the folder is now.',
      )
    if (as === 'second' && (this.model === null || this.model.key === model.id)) {
      throw new GlanceError(
        'wrong-use',
        this.model === null
          ? 'There are no predictions to compare with yet.'
          : `${model.id} is the model in use: it cannot be the comparison model.`,
        this.model === null ? 'Pre-label first.' : 'Choose another model.',
      )
    }
    this.startJob('prelabel', async ({ emit, signal }) => {
      // Only here: of two that are asked for at once, one is refused, and must leave nothing to go on with.
      setSetting(catalog, 'unfinished', model.id)
      setSetting(catalog, 'unfinishedAs', as)
      try {
        await this.#prelabel(catalog, present, { model, engine, as }, { emit, signal, data })
      } finally {
        // Only a run that was stopped from outside goes on by itself; one that failed would fail again and again.
        if (!signal.aborted) setSetting(catalog, 'unfinished', null)
      }
    })
  }

  async #prelabel(
    catalog: Catalog,
    roots: readonly Root[],
    { model, engine, as }: PrelabelRequest,
    context: CallContext,
  ): Promise<void> {
    const modelId = ensureModel(catalog, model.id, model.metadata.labels)
    const subject = { roots, modelId, model }
    const args = { maps: true, thumbnails: true, threshold: this.threshold, as }
    try {
      await inferTodo(catalog, subject, { ...args, engine }, context)
    } catch (error) {
      const other = otherwise[engine]
      if (
        other === null ||
        (other === 'page' && !pageEngines.hasOffer) ||
        context.signal.aborted ||
        !isModelError(error)
      )
        throw error
      context.emit({ type: 'note', text: `${error.message} Another engine takes over.` })
      await inferTodo(catalog, subject, { ...args, engine: other }, context)
    }
  }

  /**
   * Starts a job that writes, the only one at its time, and returns: it tells its progress itself, ends where `signal` says so, and is
   * started again where it was broken off. @throws GlanceError where another one is under way
   */
  startJob(
    kind: JobKind,
    work: (context: { catalog: Catalog; emit: Emit; signal: AbortSignal }) => Promise<void>,
  ): void {
    const catalog = this.writable()
    if (this.#job !== null) throw new GlanceError('wrong-use', 'Another job is running.', 'Wait for it or cancel it.')
    const emit: Emit = (event) => {
      this.#emit(event)
      if (event.type !== 'job') return
      const isOver = event.job.state !== 'running'
      if (this.#job !== null) this.#job.hasToldEnd = isOver
      this.#changed(isOver)
    }
    const abort = new AbortController()
    this.#start(kind, abort, () => work({ catalog, emit, signal: abort.signal }).finally(() => this.#changed(true)))
  }

  /** The scan ends by itself and is waited for, as is a job that has told its end or was cancelled and has only to be let go; any other is refused at once. */
  async waitForTurn(refusal = 'Another job is running.'): Promise<void> {
    while (this.#job?.kind === 'ingest') await this.#job.ended
    const job = this.#job
    if (job !== null && (job.hasToldEnd || job.abort.signal.aborted))
      await Promise.race([job.ended, setTimeout(lettingGo)])
    if (this.#job !== null) throw new GlanceError('wrong-use', refusal, 'Wait for it or cancel it.')
  }

  /** Follows an export of this project as a job of its own: it only reads, and goes on beside the others. */
  async watchExport<Value>(total: number, run: (onRows: (count: number) => void) => Promise<Value>): Promise<Value> {
    if (this.#writer === null) return run(() => undefined) // nowhere to write its progress down
    const progress = new JobProgress(this.#writer, 'export', null, this.#emit)
    const abort = new AbortController()
    const { promise: ended, resolve: end } = Promise.withResolvers<null>()
    this.#exports.set(progress.id, { abort, ended })
    try {
      progress.setTotal(total)
      const value = await run((count) => {
        if (abort.signal.aborted) throw new GlanceError('cancelled', 'The export was cancelled; nothing was written.')
        progress.advance(count)
      })
      progress.finish('done')
      return value
    } catch (error) {
      progress.finish(
        abort.signal.aborted ? 'cancelled' : 'failed',
        abort.signal.aborted ? null : (error as Error).message,
      )
      throw error
    } finally {
      this.#exports.delete(progress.id)
      end(null)
    }
  }

  /** Stops the job under way for good: it does not go on by itself when the folder is opened again. */
  cancelByPerson(id: number): void {
    const exporting = this.#exports.get(id)
    if (exporting !== undefined) {
      exporting.abort.abort()
      return
    }
    if (this.#job?.kind === 'prelabel') setSetting(this.writable(), 'unfinished', null)
    this.cancel()
  }

  /** Stops the job under way; what it did stays. */
  cancel(): void {
    this.#job?.abort.abort()
  }

  /** Ends the job under way, then closes the catalog. */
  async close(): Promise<void> {
    this.cancel()
    for (const { abort } of this.#exports.values()) abort.abort()
    pageEngines.current?.engine.fail('Glance is closing.') // its page may be gone already, and nobody else answers
    await this.#job?.ended
    await Promise.all([...this.#exports.values()].map(({ ended }) => ended))
    await closeExplorer()
    await closeSearch()
    this.#browse = null
    this.catalog.close()
  }

  #start(kind: JobKind, abort: AbortController, work: () => Promise<void>): void {
    // What a person waits for comes before figures; only then the processor and the page's worker are free.
    const begun = isMeasuring() ? endMeasuring().then(work) : work()
    const ended = begun
      .catch((error: unknown) => {
        if (abort.signal.aborted) return // whatever broke on the way out: the to-do list knows what is left
        const isKnown = error instanceof GlanceError
        const { code, message } = isKnown
          ? describeError(error)
          : { code: 'internal', message: (error as Error).message }
        this.#emit({ type: 'problem', problem: { path: this.root || this.catalog.file, code, message } })
      })
      .finally(() => {
        this.#job = null
      })
    this.#job = { kind, abort, ended, hasToldEnd: false }
  }

  /** Looks through these folders as one job; those that are not there are told, and nothing of them is marked missing. */
  async #scan(roots: readonly Root[], isAsked = false): Promise<void> {
    const abort = new AbortController()
    const start = await beginScans(roots, this.roots.present, abort.signal)
    if (isAsked && start.begun.length === 0 && start.refused[0] !== undefined) throw start.refused[0].error
    tellRefused(start, this.#emit)
    if (start.begun.length === 0) return
    if (this.#job !== null)
      throw new GlanceError('wrong-use', 'Another job is running.', 'Wait for it or cancel it, then scan again.')
    const { signal } = abort
    this.#start('ingest', abort, async () => {
      await recordScans(this.writable(), start.begun, { emit: this.#emit, signal, onFiles: () => this.#changed() })
      this.#changed(true)
    })
  }

  #changed(now = false): void {
    if (!now && performance.now() - this.#changedAt < changedEvery) return
    this.#changedAt = performance.now()
    this.#emit({ type: 'changed' })
  }
}
