import { type CallResults, exportFormats, type ExportResult } from '../api/page.ts'
import type { Outcome } from '../api/outcome.ts'
import { basename, extname, join } from 'node:path'
import { app, type BrowserWindow, dialog, ipcMain, type IpcMainInvokeEvent, shell } from 'electron'
import { type CallName, pageCalls } from '../api/calls.ts'
import {
  type ChosenKind,
  chosenKinds,
  type ExportChoice,
  type Language,
  languages,
  type Theme,
  themes,
} from '../api/desktop.ts'
import { followLinks, writeFileAtomic } from '../lib/atomic-file.ts'
import { classesExtensions, modelExtensions } from '../../models/file-extensions.ts'
import { channels, origin } from './channels.ts'
import { isShowing, type ShownProject } from './project.ts'
import type { ServiceClient } from './service-client.ts'
import { type ShellKey, t } from './texts.ts'

export interface IpcOptions {
  findWindow: () => BrowserWindow | null
  service: ServiceClient
  project: ShownProject
  setTheme: (theme: Theme) => void
  setLanguage: (language: Language) => void
}

/** Answers the page alone. */
export function handleIpc({ findWindow, service, project, setTheme, setLanguage }: IpcOptions): void {
  /** Where labels were written last. */
  let labelFile: string | null = null
  const handle = (channel: string, answer: (window: BrowserWindow, ...args: unknown[]) => unknown): void => {
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      const window = findWindow()
      if (window === null || !isPage(event, window)) {
        const message = `Refused: ${channel} from ${event.senderFrame?.url ?? 'a page that is gone'}.`
        console.error(message)
        throw new Error(message)
      }
      await service.ready
      return await answer(window, ...args)
    })
  }

  handle(channels.call, (_window, name, args): Promise<Outcome<CallResults[CallName]>> => {
    if (!pageCalls.some((allowed) => allowed === name)) {
      console.error(`Refused: the page called ${String(name)}.`)
      throw new Error(`The page may not call "${String(name)}".`)
    }
    return isShowing(name) ? project.show(name, args) : service.call(name as CallName, args)
  })
  handle(channels.openFolderDialog, async (window) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: t('chooseFolder'),
      buttonLabel: t('open'),
      properties: ['openDirectory'],
    })
    return canceled || filePaths[0] === undefined ? null : project.show('openFolder', { folder: filePaths[0] })
  })
  handle(channels.openProjectDialog, async (window) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: t('chooseProject'),
      buttonLabel: t('open'),
      properties: ['openFile'],
      filters: [{ name: t('projectFiles'), extensions: ['glance'] }],
    })
    return canceled || filePaths[0] === undefined ? null : project.show('openProject', { file: filePaths[0] })
  })
  handle(channels.saveProjectDialog, async (window, name) => {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: t('placeProject'),
      buttonLabel: t('save'),
      defaultPath: join(app.getPath('documents'), String(name)),
      filters: [{ name: t('projectFiles'), extensions: ['glance'] }],
    })
    if (canceled || filePath === '') return null
    // Not every system's dialog adds it, and a double click needs it.
    return extname(filePath).toLowerCase() === '.glance' ? filePath : `${filePath}.glance`
  })
  handle(channels.chooseFolderPath, async (window) => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: t('chooseFolder'),
      buttonLabel: t('choose'),
      properties: ['openDirectory'],
    })
    return canceled ? null : (filePaths[0] ?? null)
  })
  handle(channels.openDropped, (_window, path) => {
    if (typeof path !== 'string' || path === '') return { error: { code: 'wrong-use', message: t('noFolderDropped') } }
    return project.openPath(path)
  })
  handle(channels.saveLabels, async (window, options) => {
    const outcome = await saveLabels(window, service, options as ExportChoice)
    if (outcome !== null && 'ok' in outcome) labelFile = outcome.ok.file
    return outcome
  })
  handle(channels.chooseFile, async (window, kind) => {
    const known = chosenKinds.find((one) => one === kind)
    if (known === undefined) throw new Error(`There are no files of the kind "${String(kind)}".`)
    const { title, extensions } = chosenFiles[known]
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      title: t(title),
      buttonLabel: t('choose'),
      properties: ['openFile'],
      filters: [
        { name: t(`${known}Files`), extensions: [...extensions] },
        { name: t('allFiles'), extensions: ['*'] },
      ],
    })
    return canceled ? null : (filePaths[0] ?? null)
  })
  handle(channels.saveFile, (window, name, bytes) => saveFile(window, name, bytes))
  handle(channels.reveal, async (_window, id) => {
    const place = await service.locateImage(Number(id))
    if ('ok' in place) shell.showItemInFolder(place.ok)
  })
  handle(channels.revealLabels, () => {
    if (labelFile !== null) shell.showItemInFolder(labelFile)
  })
  handle(channels.setTheme, (_window, theme) => {
    const known = themes.find((one) => one === theme)
    if (known === undefined) throw new Error(`There is no theme "${String(theme)}".`)
    setTheme(known)
  })
  handle(channels.setLanguage, (_window, language) => {
    const known = languages.find((one) => one === language)
    if (known === undefined) throw new Error(`There is no language "${String(language)}".`)
    setLanguage(known)
  })
}

/** Only the window's own page, not a frame in it nor any other page, may ask. */
function isPage({ senderFrame, sender }: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  return (
    senderFrame !== null &&
    sender === window.webContents &&
    senderFrame === window.webContents.mainFrame &&
    senderFrame.origin === origin
  )
}

const chosenFiles = {
  model: { title: 'chooseModel', extensions: modelExtensions },
  classes: { title: 'chooseClasses', extensions: classesExtensions },
} as const satisfies Record<ChosenKind, { title: ShellKey; extensions: readonly string[] }>

/** Only a name comes from the page; where the file goes, the person says. */
async function saveFile(window: BrowserWindow, name: unknown, bytes: unknown): Promise<Outcome<string> | null> {
  if (typeof name !== 'string' || !(bytes instanceof Uint8Array))
    throw new Error('A file to save has a name and bytes.')
  const extension = extname(name).slice(1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: t('saveFile'),
    buttonLabel: t('save'),
    defaultPath: join(app.getPath('documents'), basename(name)),
    filters: extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }],
  })
  if (canceled || filePath === '') return null
  try {
    await writeFileAtomic(await followLinks(filePath), bytes)
    return { ok: filePath }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return {
      error:
        code === 'ENOSPC'
          ? { code: 'disk-full', message: t('diskFull', { file: filePath }) }
          : { code: 'wrong-use', message: t('notWritten', { file: filePath, reason: message }) },
    }
  }
}

async function saveLabels(
  window: BrowserWindow,
  service: ServiceClient,
  options: ExportChoice,
): Promise<Outcome<ExportResult> | null> {
  const project = await service.call('project', {})
  if ('error' in project) return project
  if (project.ok === null) return { error: { code: 'wrong-use', message: t('noFolderOpen') } }
  const { name, catalog } = project.ok
  const format = exportFormats.find(({ id }) => id === options.format)
  if (format === undefined) throw new Error(`There is no format "${options.format}".`)
  const { extension } = format
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: t('exportTitle'),
    buttonLabel: t('save'),
    defaultPath: join(app.getPath('documents'), `${name}.${extension}`),
    filters: [{ name: format.name, extensions: [extension] }],
  })
  if (canceled || filePath === '') return null
  // Main's own come last: the page must not say where the file goes.
  return service.call('export', { ...options, catalog, csv: filePath })
}
