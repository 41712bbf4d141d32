import type { MenuCommand } from '../../electron/api/page.ts'
import { type Action, runAction } from '../app/actions/action.ts'
import { appearance } from '../app/appearance.svelte.ts'
import { current } from '../app/current-project.svelte.ts'
import { edits } from '../app/edits.svelte.ts'
import { isCovered, isTyping } from '../app/focus.ts'
import { jobs } from '../app/jobs.svelte.ts'
import { findShortcut, type ShortcutId } from '../app/keys/shortcuts.ts'
import { navigation, type PanelName, type ViewName } from '../app/navigation.svelte.ts'
import { photoList } from '../features/photos/photo-list.svelte.ts'
import { prelabel } from '../features/predict/prelabel.svelte.ts'
import { chooseFolder, newProject, openProject, rescan, saveCopy } from '../features/project/projects.ts'
import { host } from '../host/host.ts'

export type Commands = Record<MenuCommand | 'open-project' | 'new-project' | 'save-copy', () => void>

/** An edit of the text that is being typed goes before an edit of labels. */
const inText = (command: string, otherwise: () => void) => (): void => {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else undoes in a text field
  if (isTyping(document.activeElement)) document.execCommand(command)
  else otherwise()
}

const showView = (view: ViewName) => (): void => {
  navigation.view = view
}

const showPanel = (panel: PanelName) => (): void => {
  navigation.panel = panel
}

/** What the host's menu can ask for, `find` being the page's own. */
export const makeCommands = (find: () => void): Commands => ({
  'open-folder': () => void chooseFolder(),
  'open-project': () => void openProject(),
  'new-project': () => void newProject(),
  'save-copy': () => {
    if (current.project !== null) void saveCopy()
  },
  rescan: () => {
    if (current.project?.isReadOnly === false) void rescan()
  },
  export: () => {
    if (current.project !== null) navigation.panel = 'export'
  },
  undo: inText('undo', () => void edits.undo()),
  redo: inText('redo', () => void edits.redo()),
  'select-all': inText('selectAll', () => photoList.selectAll()),
  prelabel: () => {
    if (current.project?.isReadOnly === false && jobs.running?.kind !== 'prelabel') void prelabel.run()
  },
  'cancel-job': () => void jobs.cancel(),
  'show-library': showView('library'),
  'show-review': showView('review'),
  'show-sweep': showView('sweep'),
  'show-teach': showView('teach'),
  'show-overview': showView('overview'),
  'show-explorer': showView('explorer'),
  'show-models': showView('models'),
  'show-jobs': showPanel('jobs'),
  'show-keys': showPanel('keys'),
  'show-history': showPanel('history'),
  'show-classes': showPanel('classes'),
  'show-teaching': showPanel('teaching'),
  'show-splits': showPanel('splits'),
  'show-people': showPanel('people'),
  'show-settings': showPanel('settings'),
  'show-commands': () => {
    if (!isCovered()) navigation.panel = 'commands'
  },
  find,
  'theme-system': () => appearance.setTheme('system'),
  'theme-light': () => appearance.setTheme('light'),
  'theme-dark': () => appearance.setTheme('dark'),
})

/** Does what a key asks for that works on the whole page. */
export function actOnKey(event: KeyboardEvent, table: readonly Action[]): void {
  if (event.defaultPrevented || isCovered()) return
  const asked = findShortcut(event, 'everywhere', host.platform === 'darwin')
  if (asked === null || (isTyping(event.target) && !whileTyping.includes(asked))) return
  event.preventDefault()
  runAction(table, asked)
}

/** Keys that work in a text field, too. */
const whileTyping: readonly ShortcutId[] = ['open-folder', 'export', 'commands']
