import type {
  CallArgs,
  Download,
  KnownModel,
  LabelAccuracy,
  Measurement,
  Measuring,
  ModelLibraryInfo,
  LibraryModel,
} from '../../../electron/api/page.ts'
import { CallError } from '../../host/call-error.ts'
import { host } from '../../host/host.ts'
import { explain } from '../../i18n/explain.ts'
import { t } from '../../i18n/i18n.svelte.ts'
import type { ChosenFile } from './model-files.ts'
import { current } from '../../app/current-project.svelte.ts'
import { navigation } from '../../app/navigation.svelte.ts'
import { service } from '../../app/service.svelte.ts'
import { attempt, toasts } from '../../app/toasts.svelte.ts'
import { pageEngine } from '../predict/page-engine.svelte.ts'
import { describeDownload } from './download-text.ts'

/** Calls that answer with the whole model library. */
type LibraryCall =
  | 'startDownload'
  | 'pauseDownload'
  | 'discardDownload'
  | 'renameModel'
  | 'setDefaultModel'
  | 'removeModel'
  | 'setNetwork'

/**
 * The models of this machine, those of the paper, and how accurate and fast they are here. None of it needs a project.
 */
class ModelLibrary {
  data = $state.raw<ModelLibraryInfo | null>(null)
  /** Why the model library could not be read. */
  error = $state<string | null>(null)
  /** The installed model whose details are open. */
  openId = $state<string | null>(null)
  /** What is to be imported, while its dialog is open. */
  chosen = $state.raw<ChosenFile | null>(null)
  measuring = $state.raw<Measuring | null>(null)
  /** Of the project that is shown; empty without one. */
  accuracies = $state.raw<readonly LabelAccuracy[]>([])
  /** Models that a variant is being made of. */
  making = $state.raw<ReadonlySet<string>>(new Set())
  /** Read by a screen reader. */
  says = $state('')
  #run = 0
  /** Ended once the newest of the answers that were asked for is shown. */
  #shown: Promise<void> = Promise.resolve()
  /** Events of downloads, in the order received: an answer may arrive after what happened after it. */
  #received = 0
  readonly #lastReceived = new Map<string, { at: number; download: Download }>()

  /** Listens from now on, also while another view is shown. */
  start(): () => void {
    const stops = [
      service.on('model-library', () => {
        if (this.data !== null) void this.load()
      }),
      service.on('download', ({ download }) => this.#follow(download)),
      service.on('measuring', ({ measuring }) => {
        this.measuring = measuring
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  /** Asks for the model library, and ends once this answer or a newer one is shown: who goes to a new row finds it. */
  load(): Promise<void> {
    this.#shown = this.#ask(++this.#run)
    return this.#shown
  }

  async #ask(run: number): Promise<void> {
    const asked = this.#received
    try {
      const data = await host.call('listModelLibrary', {})
      if (run !== this.#run) {
        await this.#shown
        return
      }
      this.#take(data, asked)
      this.error = null
    } catch (error) {
      if (run !== this.#run) return this.#shown
      this.error = explain(error)
    }
  }

  /**
   * Does one of those calls and shows the result; false where it failed.
   * `report` receives the reason where a dialog has a place for it.
   */
  async act<Name extends LibraryCall>(
    name: Name,
    args: CallArgs<Name>,
    report?: (reason: string) => void,
  ): Promise<boolean> {
    const [asked, run] = [this.#received, this.#run]
    const data = await attempt<ModelLibraryInfo>(() => host.call(name, args), report)
    if (data === null) return false
    if (this.#run === run) {
      this.#run++ // what was asked for before is older
      this.#shown = Promise.resolve()
      this.#take(data, asked)
    } else await this.load() // the library changed meanwhile, and this answer may be of before
    return true
  }

  /** Makes it and opens its details; null where it failed. */
  async makeVariant(args: CallArgs<'makeVariant'>): Promise<LibraryModel | null> {
    this.making = new Set([...this.making, args.model])
    const made = await attempt(() => host.call('makeVariant', args))
    this.making = new Set([...this.making].filter((id) => id !== args.model))
    if (made !== null) await this.show(made.id, t('models:made', { title: made.title }))
    return made
  }

  /** Shows a model that is new in the model library. */
  async show(id: string, says: string): Promise<void> {
    await this.load()
    this.openId = id
    toasts.show('info', says)
  }

  async measure(ids: readonly string[], engines?: Measurement['engine'][]): Promise<void> {
    if (ids.length === 0 || this.measuring !== null) return
    await pageEngine.present().catch(() => undefined) // without it this window is not among what is measured
    try {
      await host.call('measureModels', { ids: [...ids], ...(engines === undefined ? {} : { engines }) })
    } catch (error) {
      // Who cancels it or begins a job knows why it ended.
      if (!(error instanceof CallError && error.code === 'cancelled')) toasts.show('error', explain(error))
    }
    this.measuring = null
    await this.load()
  }

  async cancelMeasuring(): Promise<void> {
    await attempt(() => host.call('cancelMeasuring', {}))
  }

  async countAccuracies(): Promise<void> {
    const catalog = current.project?.catalog
    const accuracies = catalog === undefined ? [] : await host.call('measureAccuracy', {}).catch(() => [])
    // Another project may be shown by now, whose question is on its way.
    if (current.project?.catalog === catalog) this.accuracies = accuracies
  }

  /** Shows an answer; of downloads, what was received since the question is newer. */
  #take(data: ModelLibraryInfo, asked: number): void {
    const downloads = data.downloads.map((download) => {
      const last = this.#lastReceived.get(download.modelId)
      return last !== undefined && last.at > asked ? last.download : download
    })
    this.data = { ...data, downloads }
  }

  #follow(download: Download): void {
    this.#lastReceived.set(download.modelId, { at: ++this.#received, download })
    const before = this.data?.downloads.find(({ modelId }) => modelId === download.modelId) ?? null
    const model = this.data?.known.find(({ id }) => id === download.modelId)
    if (this.data !== null) {
      const others = this.data.downloads.filter(({ modelId }) => modelId !== download.modelId)
      this.data = { ...this.data, downloads: [...others, download] }
    }
    const title = model?.title ?? download.modelId
    const says = describeDownload(title, before, download)
    if (says !== null) this.says = says
    // No other view shows the model library.
    if (download.state === 'failed' && before?.state !== 'failed' && navigation.view !== 'models')
      toasts.show(
        'error',
        t('models:downloadFailed', { title, reason: download.error === null ? '' : explain(download.error) }),
      )
  }
}

export const modelLibrary = new ModelLibrary()

/** Models that are not installed in any form. */
export const listMissing = ({ known, installed }: ModelLibraryInfo): KnownModel[] =>
  known.filter(({ id }) => installed.every(({ knownId }) => knownId !== id))
