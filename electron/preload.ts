import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { DesktopBridge } from './api/desktop.ts'
import { channels } from './shell/channels.ts'

/** Call and listen: all that the page can reach of the desktop. */
function listenOn(channel: string, listener: (value: never) => void): () => void {
  // The event itself stays here: it leads to ipcRenderer.
  const forward = (_event: unknown, value: unknown): void => listener(value as never)
  ipcRenderer.on(channel, forward)
  return () => void ipcRenderer.removeListener(channel, forward)
}

const invoke = <Value>(channel: string, ...args: unknown[]): Promise<Value> =>
  ipcRenderer.invoke(channel, ...args) as Promise<Value>

const bridge: DesktopBridge = {
  call: (name, args) => invoke(channels.call, name, args),
  listen: (listener) => listenOn(channels.event, listener),
  onCommand: (listener) => listenOn(channels.command, listener),
  openFolderDialog: () => invoke(channels.openFolderDialog),
  openProjectDialog: () => invoke(channels.openProjectDialog),
  saveProjectDialog: (name) => invoke(channels.saveProjectDialog, name),
  chooseFolderPath: () => invoke(channels.chooseFolderPath),
  openDropped: (file) => invoke(channels.openDropped, webUtils.getPathForFile(file)),
  saveLabels: (options) => invoke(channels.saveLabels, options),
  chooseFile: (kind) => invoke(channels.chooseFile, kind),
  pathOf: (file) => webUtils.getPathForFile(file),
  saveFile: (name, bytes) => invoke(channels.saveFile, name, bytes),
  reveal: (id) => invoke(channels.reveal, id),
  revealLabels: () => invoke(channels.revealLabels),
  setTheme: (theme) => invoke(channels.setTheme, theme),
  setLanguage: (language) => invoke(channels.setLanguage, language),
  platform: process.platform as DesktopBridge['platform'],
}

contextBridge.exposeInMainWorld('glance', bridge)
