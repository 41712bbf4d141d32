import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import { launchBrowserApp } from './browser-app.ts'
import { launchGlance } from './electron-app.ts'
import { numbered, writePhotos } from './photos.ts'
import { installTinyModel } from './tiny-model.ts'
import { typePath } from './type-path.ts'

/** `packed`: the desktop app as it is given away, but for the fuse that keeps test drivers out. */
export interface HostOptions {
  hostKind: 'browser' | 'desktop' | 'packed'
}

/** What a test begins with. */
export interface StartOptions {
  photos: number
  photoNames: readonly string[]
  /** Whether the folder is shown from the start. */
  isOpen: boolean
  /** What pre-labels: the tiny model, unless the test is about the embedded one. */
  model: 'tiny' | 'embedded'
  /** Whether the page has WebGPU. On most machines that is software, and all that is drawn by it costs more. */
  hasGpu: boolean
}

/** Glance on either host, as a test sees it. */
export interface Glance {
  page: Page
  kind: HostOptions['hostKind']
  /** Glance's data folder, and the folder with photos that is shown. */
  data: string
  folder: string
  /** Process id of the service, where the catalog is. */
  findService(): Promise<number>
  /** Process id of the browser, or of the desktop app's main process. */
  readonly mainPid: number
  /** Kills the desktop app's main process, which nothing can catch. */
  killMain?(): void
  /** Writes the labels the way a person does, through the export form and the dialog or download behind it. */
  exportCsv(): Promise<string>
  /** What the page writes once `ask` was done: by the system's dialog, or as a download. */
  saveFile(ask: () => Promise<void>): Promise<Buffer>
  /** Lets another page of the same browser in; the desktop app has one page. */
  enter?(page: Page): Promise<void>
  /** Chooses a folder in the dialog that `ask` opens: the welcome's button where not given. */
  chooseFolder(folder: string, ask?: () => Promise<void>): Promise<void>
  /** Ends it politely and starts it again on the same data. */
  restart(): Promise<void>
  /** Starts it again after its service or all of it was killed. */
  revive(): Promise<void>
}

type Running = Pick<
  Glance,
  'page' | 'findService' | 'enter' | 'exportCsv' | 'saveFile' | 'chooseFolder' | 'mainPid'
> & {
  close(): Promise<void>
  readErrors?: () => string
}

/** Built before the tests; a start that had to build it would first look through all sources. */
const builtPage = join(import.meta.dirname, '../../dist/page')

async function launch(
  kind: HostOptions['hostKind'],
  { folder, data, hasGpu }: { folder: string | null; data: string; hasGpu: boolean },
): Promise<Running> {
  if (kind === 'browser') {
    const app = await launchBrowserApp({
      data,
      hasGpu,
      env: { GLANCE_PAGE: builtPage },
      ...(folder === null ? {} : { folder }),
    })
    return {
      page: app.page,
      mainPid: process.pid,
      findService: () => Promise.resolve(app.service.pid!),
      close: () => app.close(),
      enter: (page) => app.enter(page),
      async exportCsv() {
        await openExport(app.page)
        const [download] = await Promise.all([
          app.page.waitForEvent('download'),
          app.page.getByRole('button', { name: 'Download' }).click(),
        ])
        return readFileSync(await download.path(), 'utf8')
      },
      async saveFile(ask) {
        const [download] = await Promise.all([app.page.waitForEvent('download'), ask()])
        return readFileSync(await download.path())
      },
      async chooseFolder(chosen, ask = () => clickOpen(app.page)) {
        await ask()
        await typePath(app.page, chosen)
        await app.page.getByRole('button', { name: 'Open', exact: true }).click()
      },
    }
  }
  const launched = await launchGlance({
    data,
    softwareGpu: hasGpu,
    isPacked: kind === 'packed',
    args: [`--user-data-dir=${join(data, 'electron')}`],
    ...(folder === null ? {} : { folder }),
  })
  return {
    page: launched.page,
    mainPid: launched.app.process().pid!,
    findService: () =>
      launched.app.evaluate(
        ({ app }) =>
          app.getAppMetrics().find(({ name, type }) => type === 'Utility' && /glance/i.test(name ?? ''))!.pid,
      ),
    close: () => launched.close(),
    readErrors: launched.readErrors,
    async exportCsv() {
      const file = join(data, 'exported.csv')
      rmSync(file, { force: true })
      // The system's dialog is no page: its answer is given in its place.
      await launched.app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, file)
      await openExport(launched.page)
      await launched.page.getByRole('button', { name: 'Save as…' }).click()
      await expect.poll(() => existsSync(file)).toBe(true)
      return readFileSync(file, 'utf8')
    },
    async saveFile(ask) {
      const file = join(data, 'saved')
      rmSync(file, { force: true })
      await launched.app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
      }, file)
      await ask()
      // It is there before it has its content.
      await expect.poll(() => existsSync(file) && statSync(file).size > 0).toBe(true)
      return readFileSync(file)
    },
    async chooseFolder(chosen, ask = () => clickOpen(launched.page)) {
      await launched.app.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
      }, chosen)
      await ask()
    },
  }
}

const clickOpen = (page: Page): Promise<void> => page.getByRole('button', { name: 'Open folder…' }).click()

async function openExport(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('dialog', { name: 'Export labels' }).waitFor()
}

/** Why a host cannot run here, or null. */
export function whyNot(kind: HostOptions['hostKind']): string | null {
  if (kind === 'browser') return null
  if (process.platform !== 'linux') return kind === 'packed' ? 'packed for the tests on Linux only' : null
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
    ? null
    : 'no display: install xvfb, or run on a desktop'
}

/** Glance under way, with a folder of its own that is gone when it is closed. */
export interface OpenGlance extends Glance {
  /** What the desktop app said on stderr. */
  readErrors(): string
  close(): Promise<void>
}

/** Starts Glance on a new folder with photos and a new data folder. */
export async function openGlance(
  hostKind: HostOptions['hostKind'],
  { photos, photoNames, isOpen, model, hasGpu }: StartOptions,
): Promise<OpenGlance> {
  const work = mkdtempSync(join(tmpdir(), 'glance-test-'))
  const [folder, data] = [join(work, 'photos'), join(work, 'data')]
  await writePhotos(folder, [...numbered(photos), ...photoNames])
  if (model === 'tiny') installTinyModel(join(data, 'models'))
  const start = { folder: isOpen ? folder : null, data, hasGpu }
  let running = await launch(hostKind, start)
  const glance: OpenGlance = {
    page: running.page,
    kind: hostKind,
    folder,
    data,
    findService: () => running.findService(),
    exportCsv: () => running.exportCsv(),
    saveFile: (ask) => running.saveFile(ask),
    chooseFolder: (chosen, ask) => running.chooseFolder(chosen, ask),
    readErrors: () => running.readErrors?.() ?? '',
    get mainPid() {
      return running.mainPid
    },
    ...(running.enter === undefined ? {} : { enter: (page) => running.enter!(page) }),
    ...(hostKind !== 'browser' ? { killMain: () => void process.kill(running.mainPid, 'SIGKILL') } : {}),
    async restart() {
      await running.close()
      running = await launch(hostKind, start)
      glance.page = running.page
    },
    async revive() {
      await running.close().catch(() => undefined) // what was killed cannot be closed
      running = await launch(hostKind, start)
      glance.page = running.page
    },
    async close() {
      await running.close().catch(() => undefined)
      rmSync(work, { recursive: true, force: true })
    },
  }
  return glance
}

export const test = base.extend<StartOptions & HostOptions & { glance: Glance }>({
  hostKind: ['browser', { option: true }],
  photos: [12, { option: true }],
  photoNames: [[], { option: true }],
  isOpen: [true, { option: true }],
  model: ['tiny', { option: true }],
  hasGpu: [false, { option: true }],
  async glance({ hostKind, photos, photoNames, isOpen, model, hasGpu }, use, testInfo) {
    const reason = whyNot(hostKind)
    if (reason !== null) testInfo.skip(true, reason)
    const glance = await openGlance(hostKind, { photos, photoNames, isOpen, model, hasGpu })
    try {
      await use(glance)
    } finally {
      if (testInfo.status !== testInfo.expectedStatus) console.log(glance.readErrors())
      await glance.close()
    }
  },
})

export { expect }
