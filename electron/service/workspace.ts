import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { BrowseIndex } from '../browse/browse-index.ts'
import { listClasses } from '../catalog/classes.ts'
import type { Catalog } from '../catalog/connection.ts'
import { findRedoable, findUndoable } from '../catalog/edits.ts'
import { countImages, ensureRoot } from '../catalog/images.ts'
import { ensureModel, listModels } from '../catalog/models.ts'
import { openCatalog } from '../catalog/open.ts'
import { getSetting, setSetting } from '../catalog/settings.ts'
import { GlanceError } from '../contract/errors.ts'
import type { Emit } from '../contract/events.ts'
import type { ProjectInfo } from '../contract/project.ts'
import type { DataFolder } from '../import/data-folder.ts'
import type { InstalledModel } from '../import/installed.ts'
import { scanFolder } from '../ingest/scan.ts'
import { JobProgress } from '../jobs/progress.ts'
import { closeExplorer } from './attention.ts'
import { pageEngines } from './page-engine.ts'
import { inferTodo, recordFolder, type ScanBatches } from './prelabel.ts'
import { projectFile, realFolder } from './project.ts'
import type { CallContext } from './service.ts'
import { ModelError } from '../../models/errors.ts'

/** Milliseconds between two requests to look again, while a job changes many images. */
const changedEvery = 1000

/**
 * What goes on where an engine gives up: the page was closed or its GPU was lost, and the service's own engine does the
 * rest; nothing native runs here, and the page's WebAssembly does. What a person chose is not replaced.
 */
const otherwise = { page: 'auto', auto: 'page', cpu: null, webgpu: null, wasm: null } as const

/** The folder that a page shows: its catalog stays open, and its jobs go on while the page asks for other things. */
export class Workspace {
  readonly root: string
  readonly rootId: number
  readonly catalog: Catalog
  /** Tells this project from every other, in addresses. */
  readonly key: string
  readonly #emit: Emit
  #changedAt = 0
  #browse: BrowseIndex | null = null
  readonly #exports = new Map<number, AbortController>()
  /** The job under way: one at a time, because each writes. */
  #job: { kind: 'ingest' | 'prelabel'; abort: AbortController; ended: Promise<void> } | null = null

  private constructor(root: string, catalog: Catalog, emit: Emit) {
    this.root = root
    this.catalog = catalog
    this.key = createHash('sha256').update(catalog.file).digest('hex').slice(0, 12)
    this.rootId = ensureRoot(catalog, root)
    this.#emit = emit
  }

  /** Opens or makes the folder's project and scans it in the background. `emit` hears of its jobs from now on. */
  static async open(folder: string, data: DataFolder, emit: Emit): Promise<Workspace> {
    const root = realFolder(folder)
    const abort = new AbortController()
    const scan = scanFolder(root, { signal: abort.signal })
    const first = await scan.next() // a folder that is not there must not leave an empty project behind
    const workspace = new Workspace(root, openCatalog(projectFile(data, root)), emit)
    workspace.#start('ingest', abort, () => workspace.#ingest(scan, first, abort.signal))
    return workspace
  }

  /** Looks through the folder again. Starts it and returns, as opening does. */
  async rescan(): Promise<void> {
    if (this.#job !== null) throw new GlanceError('wrong-use', 'A job is under way.', 'Wait for it or cancel it, then scan again.')
    const abort = new AbortController()
    const scan = scanFolder(this.root, { signal: abort.signal })
    const first = await scan.next() // a folder that is gone is told at once
    this.#start('ingest', abort, () => this.#ingest(scan, first, abort.signal))
  }

  /** Whether a job is under way. */
  get isBusy(): boolean {
    return this.#job !== null
  }

  /** What the page browses; made when it first asks. */
  get browse(): BrowseIndex {
    return this.#browse ??= new BrowseIndex(this.catalog)
  }

  get threshold(): number {
    return getSetting(this.catalog, 'threshold') ?? 0
  }

  /** The model whose guesses are shown, or null. */
  get model(): { id: number; key: string; labels: string[] } | null {
    const key = getSetting(this.catalog, 'modelKey')
    return listModels(this.catalog).find((model) => model.key === key) ?? null
  }

  describe(): ProjectInfo {
    const { catalog, rootId, root, model } = this
    const counts = countImages(catalog, rootId)
    const own = listClasses(catalog).map(({ name }) => name)
    return {
      name: basename(root) || root, root, catalog: catalog.file, images: counts.new + counts.ok + counts.failed,
      model: model?.key ?? null, threshold: this.threshold,
      unfinished: this.#job?.kind === 'prelabel' ? null : getSetting(catalog, 'unfinished'), classes: [...new Set([...own, ...(model?.labels ?? [])])], ...this.steps(),
    }
  }

  /** Whether there is something to undo and to redo. */
  steps(): { canUndo: boolean; canRedo: boolean } {
    return { canUndo: findUndoable(this.catalog) !== null, canRedo: findRedoable(this.catalog) !== null }
  }

  /** Runs a model over what it has not seen yet. Starts it and returns: the job's events tell the rest. */
  async startPrelabel(model: InstalledModel, engine: keyof typeof otherwise, data: DataFolder): Promise<void> {
    if (this.#job?.kind === 'prelabel') throw new GlanceError('wrong-use', 'A pre-label run is under way already.', 'Wait for it or cancel it.')
    await this.#job?.ended // the scan ends by itself, and only then it is known what there is to do
    const abort = new AbortController()
    const emit: Emit = (event) => {
      this.#emit(event)
      if (event.type === 'job') this.#changed(event.job.state !== 'running')
    }
    setSetting(this.catalog, 'unfinished', model.id)
    this.#start('prelabel', abort, async () => {
      try {
        await this.#prelabel(model, engine, { emit, signal: abort.signal, data })
      } finally {
        // Only a run that was stopped from outside goes on by itself; one that failed would fail again and again.
        if (!abort.signal.aborted) setSetting(this.catalog, 'unfinished', null)
        this.#changed(true)
      }
    })
  }

  async #prelabel(model: InstalledModel, engine: keyof typeof otherwise, context: CallContext): Promise<void> {
    const modelId = ensureModel(this.catalog, model.id, model.metadata.labels)
    const subject = { rootId: this.rootId, modelId, root: this.root, model }
    const args = { maps: true, thumbnails: true, threshold: this.threshold }
    try {
      await inferTodo(this.catalog, subject, { ...args, engine }, context)
    } catch (error) {
      const other = otherwise[engine]
      if (other === null || (other === 'page' && !pageEngines.hasOffer) || context.signal.aborted || !(error instanceof ModelError)) throw error
      context.emit({ type: 'note', text: `${error.message} Another engine goes on.` })
      await inferTodo(this.catalog, subject, { ...args, engine: other }, context)
    }
  }

  /** Follows an export of this project as a job of its own: it only reads, and goes on beside the others. */
  async watchExport<Value>(total: number, run: (onRows: (count: number) => void) => Promise<Value>): Promise<Value> {
    const progress = new JobProgress(this.catalog, 'export', { rootId: this.rootId }, this.#emit)
    const abort = new AbortController()
    this.#exports.set(progress.id, abort)
    try {
      progress.setTotal(total)
      const value = await run((count) => {
        if (abort.signal.aborted) throw new GlanceError('cancelled', 'The export was cancelled; nothing was written.')
        progress.advance(count)
      })
      progress.finish('done')
      return value
    } catch (error) {
      progress.finish(abort.signal.aborted ? 'cancelled' : 'failed', abort.signal.aborted ? null : (error as Error).message)
      throw error
    } finally {
      this.#exports.delete(progress.id)
    }
  }

  /** Stops the job under way for good: it does not go on by itself when the folder is opened again. */
  cancelByPerson(id: number): void {
    const exporting = this.#exports.get(id)
    if (exporting !== undefined) {
      exporting.abort()
      return
    }
    if (this.#job?.kind === 'prelabel') setSetting(this.catalog, 'unfinished', null)
    this.cancel()
  }

  /** Stops the job under way; what it did stays. */
  cancel(): void {
    this.#job?.abort.abort()
  }

  /** Ends the job under way, then closes the catalog. */
  async close(): Promise<void> {
    this.cancel()
    pageEngines.current?.engine.fail('Glance is closing.') // its page may be gone already, and nobody else answers
    await this.#job?.ended
    await closeExplorer()
    this.#browse = null
    this.catalog.close()
  }

  #start(kind: 'ingest' | 'prelabel', abort: AbortController, work: () => Promise<void>): void {
    const ended = work().catch((error: unknown) => {
      if (abort.signal.aborted) return // whatever broke on the way out: the to-do list knows what is left
      const text = error instanceof GlanceError ? error.text : (error as Error).message
      this.#emit({ type: 'problem', problem: { path: this.root, code: error instanceof GlanceError ? error.code : 'internal', message: text } })
    }).finally(() => { this.#job = null })
    this.#job = { kind, abort, ended }
  }

  async #ingest(scan: ScanBatches, first: Awaited<ReturnType<ScanBatches['next']>>, signal: AbortSignal): Promise<void> {
    const progress = new JobProgress(this.catalog, 'ingest', { rootId: this.rootId }, this.#emit)
    await recordFolder(this.catalog, this.rootId, scan, first, { emit: this.#emit, signal }, (count) => {
      progress.advance(count)
      this.#changed()
    })
    progress.finish(signal.aborted ? 'cancelled' : 'done')
    this.#changed(true)
  }

  #changed(now = false): void {
    if (!now && performance.now() - this.#changedAt < changedEvery) return
    this.#changedAt = performance.now()
    this.#emit({ type: 'changed' })
  }
}
