import type {
  CsvOptions,
  EditResult,
  JobRow,
  Problem,
  ProjectInfo,
  ServiceEvent,
  Split,
  Theme,
} from '../../electron/api/page.ts'
import { host } from '../host/host.ts'
import { explain } from '../i18n/explain.ts'
import { language, t } from '../i18n/i18n.svelte.ts'
import type { LanguageName } from '../i18n/resources.ts'
import { Inference } from '../features/predict/page-engine.svelte.ts'
import { Library } from '../features/photos/photo-list.svelte.ts'

export const views = ['library', 'review', 'sweep', 'overview', 'explorer', 'models'] as const
export type ViewName = (typeof views)[number]

/** Dialogs of the page; one at most is open. */
export type PanelName =
  | 'jobs'
  | 'keys'
  | 'export'
  | 'folder'
  | 'classes'
  | 'mapping'
  | 'history'
  | 'project'
  | 'people'
  | 'splits'
  | 'settings'
  | 'accept-above'
  | 'near-duplicates'
  | 'note'
  | 'save-filter'
  | 'import-model'
  | 'network'

export interface Toast {
  id: number
  tone: 'info' | 'error'
  text: string
}

/** Milliseconds that a message stays, errors twice as long. */
const toastFor = 5000
/** Milliseconds between two looks at a list that a job is changing. */
const refreshEvery = 1500
/** Milliseconds in which the answer to an edit comes, whatever came before it. */
const followAfter = 300
const notesKept = 50
export const tileSizes = { least: 96, first: 168, most: 320 } as const

/** One window's work: the folder shown, its jobs, and every action that a person can take. */
export class Session {
  readonly library = new Library()
  readonly inference = new Inference()
  project = $state.raw<ProjectInfo | null>(null)
  /** Whether it is known which folder, if any, the service shows. */
  isReady = $state(false)
  /** The folder that is being opened. */
  opening = $state<string | null>(null)
  /** Why the last folder could not be opened. */
  openError = $state<string | null>(null)
  view = $state<ViewName>('library')
  /** Whether the service answers. */
  isUp = $state(true)
  /** The newest first. */
  jobs = $state.raw<readonly JobRow[]>([])
  problems = $state.raw<readonly Problem[]>([])
  /** What the service said in passing, the newest first. */
  notes = $state.raw<readonly string[]>([])
  toasts = $state.raw<readonly Toast[]>([])
  theme = $state<Theme>((localStorage.getItem('theme') as Theme | null) ?? 'system')
  panel = $state<PanelName | null>(null)
  /** Counts undos, redos and jumps in the history: what a view remembers of photos may be out of date. */
  rewound = $state(0)
  /** Whether cells show where the model looked, without being pointed at. */
  alwaysHeat = $state(localStorage.getItem('heat') === 'always')
  /** Least side of a photo in the grid, in pixels. */
  tileSize = $state(readTileSize())
  sidebar = $state(localStorage.getItem('sidebar') !== 'closed')
  #lastToast = 0
  readonly #ownEdits: number[] = []
  readonly #listeners = new Set<(event: ServiceEvent) => void>()
  #chosenModel = $state<string | null>(null)
  #refreshing: ReturnType<typeof setTimeout> | null = null

  get job(): JobRow | null {
    return this.jobs.find(({ state }) => state === 'running') ?? null
  }

  /** Begins to listen and shows the folder that the service has open, if any; gives the function that ends it. */
  start(): () => void {
    this.applyTheme(this.theme)
    host.setLanguage(language.current)
    const stop = host.listen(
      (event) => this.#hear(event),
      (isUp) => {
        const wasDown = !this.isUp
        this.isUp = isUp
        // What was missed meanwhile is asked for.
        if (isUp && wasDown) void this.#adopt()
      },
    )
    void this.#adopt()
    return stop
  }

  /** What the service tells goes there, too; gives the function that ends it. */
  follow(listener: (event: ServiceEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async open(folder: string): Promise<boolean> {
    return this.openWith(folder, () => host.call('openFolder', { folder }))
  }

  /** The system's dialog, or the page's own where there is none. */
  async chooseFolder(): Promise<void> {
    if (host.openFolderDialog === null) this.panel = 'folder'
    else await this.openWith('', host.openFolderDialog)
  }

  /** Opens a folder by any of the host's ways and shows it; the reason why not stays until the next try. */
  async openWith(name: string, open: () => Promise<ProjectInfo | null>): Promise<boolean> {
    this.opening = name
    this.openError = null
    try {
      const project = await open()
      if (project !== null) await this.show(project)
      return project !== null
    } catch (error) {
      this.openError = explain(error)
      if (this.project !== null) this.tell('error', this.openError)
      return false
    } finally {
      this.opening = null
    }
  }

  async rescan(): Promise<void> {
    await this.attempt(() => host.call('rescan', {}))
  }

  /** Shows a project that was opened. */
  async show(project: ProjectInfo): Promise<void> {
    const isOther = project.catalog !== this.project?.catalog
    this.project = project
    this.panel = null
    if (isOther) {
      this.library.reset()
      this.#chosenModel = null
      this.jobs = []
      this.notes = []
      this.view = 'library'
    }
    await this.library.reload()
    this.problems = await host.call('listProblems', {})
    await this.#refreshJobs()
    // A run that an earlier page of this window began may wait for its worker.
    if (this.job?.kind === 'prelabel') void this.inference.work()
    await this.#goOn()
  }

  /** Gives the number of photos that changed, or null where it failed; so do all edits. */
  setLabel(
    ids: readonly number[],
    className: string | null,
    how: 'replace' | 'add' | 'remove' | 'toggle' = 'replace',
  ): Promise<number | null> {
    return this.edit((project) => host.call('setLabel', { project, ids: [...ids], className, how }), ids)
  }

  accept(ids: readonly number[]): Promise<number | null> {
    return this.edit((project) => host.call('acceptGuesses', { project, ids: [...ids] }), ids)
  }

  reject(ids: readonly number[]): Promise<number | null> {
    return this.edit((project) => host.call('rejectGuesses', { project, ids: [...ids] }), ids)
  }

  sweep(accept: readonly number[], reject: readonly number[]): Promise<number | null> {
    return this.edit(
      (project) => host.call('sweep', { project, accept: [...accept], reject: [...reject] }),
      [...accept, ...reject],
    )
  }

  mark(
    ids: readonly number[],
    mark: { flagged?: boolean; note?: string | null; split?: Split | null },
  ): Promise<number | null> {
    return this.edit((project) => host.call('setMark', { project, ids: [...ids], ...mark }), ids)
  }

  async undo(): Promise<void> {
    if (this.project?.canUndo === true) await this.#travel((project) => host.call('undo', { project }))
  }

  async redo(): Promise<void> {
    if (this.project?.canRedo === true) await this.#travel((project) => host.call('redo', { project }))
  }

  /** To where this edit was the last; 0 is before the first. */
  async jumpTo(editId: number): Promise<void> {
    await this.#travel((project) => host.call('jumpTo', { project, editId }))
  }

  async #travel(step: (project: string) => Promise<EditResult>): Promise<void> {
    if ((await this.edit(step)) !== null) this.rewound++
  }

  /** The model of the next run: the one that was chosen here, else the project's own, else the embedded one. */
  get model(): string {
    return this.#chosenModel ?? this.project?.model ?? 'default'
  }

  setModel(model: string): void {
    this.#chosenModel = model
  }

  /** `as` second: the project's model stays, and this one's opinion stands beside it. */
  async prelabel(model = this.model, as: 'first' | 'second' = 'first'): Promise<void> {
    await this.attempt(async () => {
      const engine = await this.inference.choose()
      await host.call('startPrelabel', { model, engine, as })
    })
  }

  async cancelJob(): Promise<void> {
    if (this.job !== null) await this.attempt(() => host.call('cancelJob', { id: this.job!.id }))
  }

  async exportCsv(options: CsvOptions): Promise<void> {
    const result = await this.attempt(() => host.saveCsv(options))
    if (result !== null) this.tell('info', t('dialogs:written', { count: result.rows, file: result.file }))
  }

  applyTheme(theme: Theme): void {
    this.theme = theme
    localStorage.setItem('theme', theme)
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    host.setTheme(theme)
  }

  applyLanguage(name: LanguageName): void {
    language.set(name)
    host.setLanguage(name)
  }

  setAlwaysHeat(on: boolean): void {
    this.alwaysHeat = on
    localStorage.setItem('heat', on ? 'always' : 'hover')
  }

  setTileSize(size: number): void {
    this.tileSize = size
    localStorage.setItem('tile-size', String(size))
  }

  setSidebar(isOpen: boolean): void {
    this.sidebar = isOpen
    localStorage.setItem('sidebar', isOpen ? 'open' : 'closed')
  }

  tell(tone: Toast['tone'], text: string): void {
    const id = ++this.#lastToast
    if (tone === 'error') this.#note(text) // what fades can be read again
    this.toasts = [...this.toasts.slice(-3), { id, tone, text }]
    setTimeout(() => this.dismiss(id), tone === 'error' ? 2 * toastFor : toastFor)
  }

  #note(text: string): void {
    this.notes = [text, ...this.notes].slice(0, notesKept)
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id)
  }

  /** Does it, or tells the person why not and gives null. */
  async attempt<Value>(
    action: () => Promise<Value>,
    tell = (reason: string): void => this.tell('error', reason),
  ): Promise<Value | null> {
    try {
      return await action()
    } catch (error) {
      tell(explain(error))
      return null
    }
  }

  async #adopt(): Promise<void> {
    const project = await host.call('project', {}).catch(() => null)
    if (project !== null) await this.attempt(() => this.show(project))
    // The service was started anew: it shows nothing yet.
    else if (this.project !== null && this.isUp) {
      const { root, catalog } = this.project
      await this.openWith(root, () => host.call('openProject', { file: catalog }))
    }
    this.isReady = true
  }

  /**
   * Does an edit and shows what came of it; gives the number of photos it touched, or null where it failed. The page shows a label only
   * once the service has it on the disk. Without `ids`, the first of the touched photos that is in the list gets the focus. Why it failed
   * is told by `tell`, where a dialog has a place of its own for that.
   */
  async edit(
    action: (project: string) => Promise<EditResult>,
    ids: readonly number[] | null = null,
    tell?: (reason: string) => void,
  ): Promise<number | null> {
    const catalog = this.project?.catalog
    const result = catalog === undefined ? null : await this.attempt(() => action(catalog), tell)
    if (result === null) return null
    if (result.editId !== null) this.#ownEdits.push(result.editId)
    this.library.replaceCards(result.changed)
    if (result.count > result.changed.length) await this.library.refreshCards()
    const first = result.changed.find(({ id }) => this.library.indexOf(id) >= 0)
    if (ids === null && first !== undefined) {
      this.library.focusedId = first.id
      this.library.reveal()
    }
    if (this.project !== null) this.project = { ...this.project, canUndo: result.canUndo, canRedo: result.canRedo }
    // A class may be new, renamed or gone; an edit that touched no photo was about nothing else.
    const named = new Set(this.project?.classes)
    if (
      result.count === 0 ||
      ids === null ||
      result.changed.some(({ labels }) => labels.some((label) => !named.has(label)))
    )
      await this.refreshProject()
    void this.library.recount()
    return result.count
  }

  /** The project as the service knows it now. */
  async refreshProject(): Promise<void> {
    const project = await host.call('project', {}).catch(() => null)
    if (project !== null && project.catalog === this.project?.catalog) this.project = project
  }

  #hear(event: ServiceEvent): void {
    for (const listener of this.#listeners) listener(event)
    if (event.type === 'job') {
      const { job } = event
      this.jobs = this.jobs.some(({ id }) => id === job.id)
        ? this.jobs.map((other) => (other.id === job.id ? job : other))
        : [job, ...this.jobs]
      if (job.state === 'failed') this.tell('error', job.error ?? t('jobs:failed'))
    } else if (event.type === 'problem') {
      this.problems = [...this.problems, event.problem]
    } else if (event.type === 'note') {
      this.#note(event.text)
    } else if (event.type === 'engine') {
      this.inference.hear(event)
    } else if (event.type === 'measuring') {
      if (event.measuring?.engine === 'page') void this.inference.work()
    } else if (event.type === 'edited') {
      // This page's own edits are told to it, too, perhaps before their answer.
      setTimeout(() => void this.#follow(event), followAfter)
    } else if (event.type === 'changed') {
      this.#refreshing ??= setTimeout(() => {
        this.#refreshing = null // before looking: what changes meanwhile wants another look
        void this.#refresh()
      }, refreshEvery)
    }
  }

  /** Another page's edit. */
  async #follow({ editId, ids, count }: Extract<ServiceEvent, { type: 'edited' }>): Promise<void> {
    const own = this.#ownEdits.indexOf(editId)
    if (own >= 0) {
      this.#ownEdits.splice(own, 1)
      return
    }
    await (count > ids.length
      ? this.library.refreshCards()
      : this.library.fetchCards(ids.filter((id) => this.library.cards.has(id))))
    void this.library.recount()
    await this.refreshProject()
  }

  /** The jobs as the catalog knows them: those of a service that died are over, whatever its last word was. */
  async #refreshJobs(): Promise<void> {
    const rates = new Map(this.jobs.map(({ id, rate, eta }) => [id, { rate, eta }]))
    const jobs = await host.call('listJobs', {})
    this.jobs = jobs.map((job) => (job.state === 'running' ? { ...job, ...rates.get(job.id) } : job))
  }

  /** A run that was broken off goes on by itself. */
  async #goOn(): Promise<void> {
    const unfinished = this.project?.unfinished ?? null
    if (unfinished !== null && this.job?.kind !== 'prelabel')
      await this.prelabel(unfinished, this.project?.unfinishedAs)
  }

  async #refresh(): Promise<void> {
    const shown = this.project?.catalog
    await Promise.allSettled([
      host.call('project', {}).then(async (project) => {
        // Asked before this page opened another one: the answer is of the one before.
        if (this.opening !== null || this.project?.catalog !== shown) return
        // Another page opened another folder: everything here is of the one before.
        if (project !== null && project.catalog !== this.project?.catalog) return this.show(project)
        this.project = project
        await this.#refreshJobs()
        await this.#goOn()
      }),
      host.call('listProblems', {}).then((problems) => {
        this.problems = problems
      }),
      this.library.reload(),
      this.library.refreshCards(),
    ])
  }
}

function readTileSize(): number {
  const size = Number(localStorage.getItem('tile-size'))
  return size >= tileSizes.least && size <= tileSizes.most ? size : tileSizes.first
}

export const session = new Session()
