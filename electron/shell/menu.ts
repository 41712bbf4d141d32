import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import { type MenuCommand, type Theme, themes } from '../api/desktop.ts'
import type { RecentFolder } from '../api/page.ts'
import { placeOf } from './recent.ts'
import { t } from './texts.ts'

export interface MenuState {
  theme: Theme
  recent: RecentFolder[]
}

export interface MenuActions {
  send: (command: MenuCommand) => void
  /** A folder or a project's file. */
  open: (path: string) => void
}

const isMac = process.platform === 'darwin'
const separator: MenuItemConstructorOptions = { type: 'separator' }

/**
 * The native menu, in the language of the page: the system's own items have labels too, for Electron knows them in
 * English only. What concerns photos is the page's business and goes there as a command.
 */
export function showMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(describeMenu(state, actions)))
}

function describeMenu(state: MenuState, actions: MenuActions): MenuItemConstructorOptions[] {
  const item = (label: string, command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    id: command,
    click: () => actions.send(command),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: t('file'),
      submenu: [
        item(t('openFolder'), 'open-folder', 'CmdOrCtrl+O'),
        {
          label: t('openRecent'),
          id: 'open-recent',
          enabled: state.recent.length > 0,
          submenu: listRecent(state, actions),
        },
        separator,
        item(t('openProject'), 'open-project', 'CmdOrCtrl+Shift+O'),
        item(t('newProject'), 'new-project', 'CmdOrCtrl+N'),
        item(t('saveCopy'), 'save-copy', 'CmdOrCtrl+Shift+S'),
        separator,
        item(t('rescan'), 'rescan', 'F5'),
        separator,
        item(t('export'), 'export', 'CmdOrCtrl+E'),
        separator,
        isMac ? { role: 'close', label: t('closeWindow') } : { role: 'quit', label: t('quit') },
      ],
    },
    {
      label: t('edit'),
      submenu: [
        // Not the system's roles: these undo labels, and the page passes them on where a text field has the focus.
        item(t('undo'), 'undo', 'CmdOrCtrl+Z'),
        item(t('redo'), 'redo', isMac ? 'Cmd+Shift+Z' : 'Ctrl+Y'),
        separator,
        { role: 'cut', label: t('cut') },
        { role: 'copy', label: t('copy') },
        { role: 'paste', label: t('paste') },
        item(t('selectAll'), 'select-all', 'CmdOrCtrl+A'),
        separator,
        item(t('find'), 'find', 'CmdOrCtrl+F'),
        separator,
        item(t('settings'), 'show-settings', 'CmdOrCtrl+,'),
      ],
    },
    { label: t('view'), submenu: describeView(state, actions, item) },
    {
      label: t('labels'),
      submenu: [
        item(t('classes'), 'show-classes', 'CmdOrCtrl+L'),
        item(t('learning'), 'show-teaching'),
        item(t('splits'), 'show-splits'),
        item(t('people'), 'show-people'),
      ],
    },
    {
      label: t('job'),
      submenu: [item(t('prelabel'), 'prelabel', 'CmdOrCtrl+Shift+P'), item(t('cancel'), 'cancel-job', 'CmdOrCtrl+.')],
    },
    ...(isMac ? [{ role: 'windowMenu' as const }] : []),
    {
      role: 'help',
      label: t('help'),
      submenu: [
        item(t('commands'), 'show-commands', 'CmdOrCtrl+K'),
        item(t('keys'), 'show-keys', 'CmdOrCtrl+/'),
        ...(isMac ? [] : [{ label: t('about'), click: () => app.showAboutPanel() }]),
      ],
    },
  ]
}

function describeView(
  { theme }: MenuState,
  { send }: MenuActions,
  item: (label: string, command: MenuCommand, accelerator?: string) => MenuItemConstructorOptions,
): MenuItemConstructorOptions[] {
  const radio = (value: Theme): MenuItemConstructorOptions => ({
    label: t(`theme.${value}`),
    id: `theme-${value}`,
    type: 'radio',
    checked: theme === value,
    click: () => send(`theme-${value}`),
  })
  return [
    item(t('library'), 'show-library', 'CmdOrCtrl+1'),
    item(t('review'), 'show-review', 'CmdOrCtrl+2'),
    item(t('sweep'), 'show-sweep', 'CmdOrCtrl+3'),
    item(t('labelNext'), 'show-teach', 'CmdOrCtrl+7'),
    item(t('overview'), 'show-overview', 'CmdOrCtrl+4'),
    item(t('explorer'), 'show-explorer', 'CmdOrCtrl+5'),
    item(t('models'), 'show-models', 'CmdOrCtrl+6'),
    separator,
    item(t('history'), 'show-history', 'CmdOrCtrl+Shift+H'),
    item(t('jobs'), 'show-jobs', 'CmdOrCtrl+J'),
    separator,
    { label: t('theme'), submenu: themes.map(radio) },
    separator,
    { role: 'resetZoom', label: t('resetZoom') },
    { role: 'zoomIn', label: t('zoomIn') },
    { role: 'zoomOut', label: t('zoomOut') },
    separator,
    { role: 'togglefullscreen', label: t('fullScreen') },
    ...(app.isPackaged
      ? []
      : [
          separator,
          { role: 'reload' as const, label: t('reload') },
          { role: 'toggleDevTools' as const, label: t('devTools') },
        ]),
  ]
}

const listRecent = ({ recent }: MenuState, { open }: MenuActions): MenuItemConstructorOptions[] =>
  // An ampersand would mark the next letter as the item's key.
  recent.map((project) => ({ label: placeOf(project).replaceAll('&', '&&'), click: () => open(project.catalog) }))
