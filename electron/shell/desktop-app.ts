import { join } from 'node:path'
import type { ServiceEvent } from '../api/events.ts'
import { fileURLToPath } from 'node:url'
import { app, type BrowserWindow, dialog, nativeTheme, session } from 'electron'
import type { Language, MenuCommand, Theme } from '../api/desktop.ts'
import type { ProjectInfo } from '../api/page.ts'
import { channels } from './channels.ts'
import { handleIpc } from './ipc.ts'
import { JobSigns } from './job-signs.ts'
import { type MenuState, showMenu } from './menu.ts'
import { ShownProject } from './project.ts'
import { handleProtocol } from './protocol.ts'
import { addRecent, listRecent } from './recent.ts'
import { ServiceClient } from './service-client.ts'
import { secureContents, secureSession } from './session.ts'
import { SettingsFile } from './settings.ts'
import { chooseLanguage, speak, t } from './texts.ts'
import { openWindow } from './window.ts'

export interface DesktopOptions {
  files: { page: URL; preload: URL; service: URL }
  /** The folder or project to show at the start. */
  folder: string | null
}

/** Milliseconds that the service is given to end its work when the app quits; what it had not stored is done again. */
const closeTimeoutMs = 10_000

/** Ties window, menu and service together. */
export class DesktopApp {
  readonly #files: DesktopOptions['files']
  #folder: string | null
  #window: BrowserWindow | null = null
  #settings!: SettingsFile
  #service: ServiceClient | null = null
  #project!: ShownProject
  #recent: MenuState['recent'] = []
  readonly #signs = new JobSigns(() => this.#window)

  constructor({ files, folder }: DesktopOptions) {
    this.#files = files
    this.#folder = folder
  }

  start(): void {
    app.on('open-file', (event, path) => {
      // macOS, also before it is ready
      event.preventDefault()
      this.#openFromOutside(path)
    })
    app.on('second-instance', (_event, _argv, _cwd, data) => {
      const { folder } = data as { folder: string | null }
      if (folder !== null) this.#openFromOutside(folder)
      this.#showWindow()
    })
    app.on('web-contents-created', (_event, contents) => secureContents(contents))
    app.on('activate', () => this.#showWindow())
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit()
    })
    app.on('will-quit', (event) => {
      if (this.#service === null) return
      // Nothing is asked: whatever was under way resumes where it stopped.
      event.preventDefault()
      const service = this.#service
      this.#service = null
      void service.close(closeTimeoutMs).finally(() => app.exit())
    })
    void app.whenReady().then(() => this.#begin())
  }

  #begin(): void {
    this.#settings = new SettingsFile(join(app.getPath('userData'), 'settings.json'))
    nativeTheme.themeSource = this.#settings.value.theme
    speak(this.#settings.value.language ?? chooseLanguage(app.getLocale()))
    const service = new ServiceClient({
      entry: fileURLToPath(this.#files.service),
      onEvent: (event) => this.#emit(event),
      onRestart: (runs) => this.#recoverService(runs),
    })
    this.#service = service
    this.#project = new ShownProject(service, (project) => this.#onOpened(project))
    secureSession(session.defaultSession)
    handleProtocol(session.defaultSession, fileURLToPath(this.#files.page), async (request) => {
      await service.ready
      return service.request(request)
    })
    handleIpc({
      findWindow: () => this.#window,
      service,
      project: this.#project,
      setTheme: (theme) => this.#setTheme(theme),
      setLanguage: (language) => this.#setLanguage(language),
    })
    if (this.#folder !== null) service.ready = this.#openNow(this.#folder, false)
    this.#refreshMenu()
    this.#showWindow()
  }

  #showWindow(): void {
    if (!app.isReady() || this.#service === null) return
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.focus()
      return
    }
    const window = openWindow({
      preload: fileURLToPath(this.#files.preload),
      settings: this.#settings,
      onLoad: () => this.#service?.cancelRequests(),
      report: (text) => this.#emit({ type: 'note', text }),
    })
    this.#window = window
    window.once('closed', () => {
      this.#window = null
    })
    window.setRepresentedFilename(this.#project.root ?? '')
  }

  /** A folder that did not come from the page: from the menu, the dock, another instance. */
  #openFromOutside(path: string): void {
    if (this.#service === null) this.#folder = path
    else void this.#openNow(path, true)
  }

  /** `isLater`: the page has asked already what is shown. At the start it waits for the answer. */
  async #openNow(path: string, isLater: boolean): Promise<void> {
    const before = this.#project.catalog
    const outcome = await this.#project.openPath(path)
    if ('error' in outcome) this.#showError(outcome.error.message)
    // The page asks what is shown when it starts; nothing of another project may stay behind in it.
    else if (isLater && outcome.ok.catalog !== before) this.#window?.webContents.reload()
  }

  #onOpened(project: ProjectInfo): void {
    this.#window?.setRepresentedFilename(project.root) // macOS shows it in the title bar
    addRecent(project)
    this.#refreshMenu()
  }

  /** The service died and runs again: what it showed is opened again. */
  async #recoverService(runs: boolean): Promise<void> {
    const lost = this.#signs.running
    for (const job of lost) this.#emit({ type: 'job', job: { ...job, state: 'cancelled', rate: null, eta: null } })
    if (!runs) {
      this.#showError(t('serviceGivenUp'))
      return
    }
    const { catalog } = this.#project
    if (catalog !== null) await this.#project.show('openProject', { file: catalog })
    const text = t('serviceRestarted')
    this.#emit({ type: 'note', text: lost.length > 0 ? `${text} ${t('startJobAgain')}` : text })
    this.#emit({ type: 'changed' })
  }

  #showError(message: string): void {
    console.error(message)
    const options = { type: 'error' as const, message }
    void (this.#window === null ? dialog.showMessageBox(options) : dialog.showMessageBox(this.#window, options))
  }

  #emit(event: ServiceEvent): void {
    if (event.type === 'job') this.#signs.update(event.job)
    this.#window?.webContents.send(channels.event, event)
  }

  #setTheme(theme: Theme): void {
    nativeTheme.themeSource = theme
    this.#settings.change({ theme })
    this.#refreshMenu()
  }

  /** Called at every start of the page, which knows what the person chose. */
  #setLanguage(language: Language): void {
    if (this.#settings.value.language === language) return
    speak(language)
    this.#settings.change({ language })
    this.#refreshMenu()
  }

  #refreshMenu(): void {
    const service = this.#service
    if (service === null) return
    const send = (command: MenuCommand): void => this.#window?.webContents.send(channels.command, command)
    const show = (recent: MenuState['recent']): void => {
      this.#recent = recent
      showMenu({ theme: this.#settings.value.theme, recent }, { send, open: (path) => this.#openFromOutside(path) })
    }
    show(this.#recent) // what is recent is asked for, and no menu waits for it
    void listRecent(service).then(show)
  }
}
