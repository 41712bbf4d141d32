import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand, Theme } from '../contract/desktop.ts'

export interface MenuState {
  theme: Theme
  recent: { root: string; name: string }[]
}

export interface MenuActions {
  send: (command: MenuCommand) => void
  openFolder: (folder: string) => void
}

const isMac = process.platform === 'darwin'
const separator: MenuItemConstructorOptions = { type: 'separator' }

/** The native menu. What concerns photos is the page's business and goes there as a command. */
export function showMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(describeMenu(state, actions)))
}

function describeMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions =>
    ({ label, id: command, click: () => actions.send(command), ...(accelerator === undefined ? {} : { accelerator }) })
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    { label: '&File', submenu: [
      item('Open Folder…', 'open-folder', 'CmdOrCtrl+O'),
      { label: 'Open Recent', id: 'open-recent', enabled: state.recent.length > 0, submenu: listRecent(state, actions) },
      item('Scan Folder Again', 'rescan', 'F5'),
      separator,
      item('Export CSV…', 'export', 'CmdOrCtrl+E'),
      separator,
      isMac ? { role: 'close' } : { role: 'quit' },
    ] },
    { label: '&Edit', submenu: [
      // Not the system's roles: these undo labels, and the page passes them on where a text field has the focus.
      item('Undo', 'undo', 'CmdOrCtrl+Z'),
      item('Redo', 'redo', isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
      separator,
      { role: 'cut' }, { role: 'copy' }, { role: 'paste' },
      item('Select All', 'select-all', 'CmdOrCtrl+A'),
      separator,
      item('Find', 'find', 'CmdOrCtrl+F'),
    ] },
    { label: '&View', submenu: describeView(state, actions, item) },
    { label: '&Job', submenu: [item('Pre-label', 'prelabel', 'CmdOrCtrl+Shift+P'), item('Cancel', 'cancel-job', 'CmdOrCtrl+.')] },
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    { role: 'help', submenu: [
      item('Keys', 'show-keys', 'CmdOrCtrl+/'),
      ...(isMac ? [] : [{ label: 'About Glance', click: () => app.showAboutPanel() }]),
    ] },
  ]
}

function describeView(
  { theme }: MenuState, { send }: MenuActions, item: (label: string, command: MenuCommand, accelerator?: string) => MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  const radio = (label: string, value: Theme): MenuItemConstructorOptions =>
    ({ label, id: `theme-${value}`, type: 'radio', checked: theme === value, click: () => send(`theme-${value}`) })
  return [
    item('Library', 'show-library', 'CmdOrCtrl+1'), item('Review', 'show-review', 'CmdOrCtrl+2'), item('Jobs', 'show-jobs', 'CmdOrCtrl+3'),
    separator,
    { label: 'Theme', submenu: [radio('System', 'system'), radio('Light', 'light'), radio('Dark', 'dark')] },
    separator,
    { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' },
    separator,
    { role: 'togglefullscreen' },
    ...(app.isPackaged ? [] : [separator, { role: 'reload' as const }, { role: 'toggleDevTools' as const }]),
  ]
}

const listRecent = ({ recent }: MenuState, { openFolder }: MenuActions): MenuItemConstructorOptions[] =>
  // An ampersand would mark the next letter as the item's key.
  recent.map(({ root }) => ({ label: root.replaceAll('&', '&&'), click: () => openFolder(root) }))
