import { themes } from '../../electron/api/page.ts'
import { type Action, shortcutOf } from '../app/actions/action.ts'
import { appearance } from '../app/appearance.svelte.ts'
import { actions } from '../app/actions/actions.svelte.ts'
import { current } from '../app/current-project.svelte.ts'
import { jobs } from '../app/jobs.svelte.ts'
import { navigation, type PanelName, views } from '../app/navigation.svelte.ts'
import { explorer } from '../features/explorer/explorer.svelte.ts'
import { photoList } from '../features/photos/photo-list.svelte.ts'
import { language, t } from '../i18n/i18n.svelte.ts'
import { languages, type PlainKey } from '../i18n/resources.ts'
import type { Commands } from './commands.ts'
import { languageNames } from './language-names.ts'
import { withoutProject } from './without-project.ts'

const hasProject = (): boolean => current.project !== null

/** Of what the host's menu can ask for, and the page's own menus: what has no shortcut has a text. */
const ofMenu: { [Command in keyof Commands]?: Pick<Action, 'text' | 'isOn'> } = {
  'open-folder': {},
  'open-project': { text: 'project:openProject' },
  'new-project': { text: 'project:newProject' },
  'save-copy': { text: 'project:saveCopy', isOn: hasProject },
  rescan: { text: 'project:rescan', isOn: () => current.isEditable && jobs.running === null },
  export: { isOn: hasProject },
  undo: { isOn: () => current.isEditable && current.project?.canUndo === true },
  redo: { isOn: () => current.isEditable && current.project?.canRedo === true },
  prelabel: { text: 'toolbar:prelabel', isOn: () => current.isEditable && jobs.running?.kind !== 'prelabel' },
  'cancel-job': { text: 'actions:cancelJob', isOn: () => jobs.running !== null },
  find: { isOn: hasProject },
}

/** Panels, as the menu lists them; those of a shortcut's name have its key. */
const panels: { [Panel in PanelName]?: PlainKey } = {
  classes: 'toolbar:classes',
  mapping: 'toolbar:mapping',
  teaching: 'toolbar:teaching',
  splits: 'toolbar:splits',
  people: 'toolbar:people',
  history: 'toolbar:history',
  project: 'toolbar:project',
  'near-duplicates': 'toolbar:nearDuplicates',
  settings: 'toolbar:settings',
  jobs: 'toolbar:jobs',
  keys: 'toolbar:keys',
  commands: 'actions:commands',
}

/** Of a panel that a key opens, its shortcut's id. */
const panelId = (panel: PanelName): string => (shortcutOf({ id: panel }) === null ? `show-${panel}` : panel)

/** What can be done on the whole page. */
export const listFrameActions = (commands: Commands): Action[] => [
  ...Object.entries(ofMenu).map(([id, how]): Action => ({ id, ...how, run: commands[id as keyof Commands] })),
  ...views.map((view): Action => ({
    id: `view-${view}`,
    text: () => t('actions:goTo', { view: t(`toolbar:${view}`) }),
    // Models are there without a project, too.
    isOn: () => navigation.view !== view && (hasProject() || view === 'models'),
    run: () => {
      if (hasProject() || view === 'models') navigation.view = view
    },
  })),
  ...Object.entries(panels).map(([panel, text]): Action => ({
    id: panelId(panel as PanelName),
    text,
    isOn: () => panel !== 'commands' && (hasProject() || withoutProject.includes(panel as PanelName)),
    run: () => {
      navigation.panel = panel as PanelName
    },
  })),
  ...themes.map((theme): Action => ({
    id: `theme-${theme}`,
    text: () => t('actions:theme', { name: t(`toolbar:theme.${theme}`) }),
    isOn: () => appearance.theme !== theme,
    run: () => appearance.setTheme(theme),
  })),
  ...languages.map((name): Action => ({
    id: `language-${name}`,
    text: () => t('actions:language', { name: languageNames[name] }),
    isOn: () => language.current !== name,
    run: () => appearance.setLanguage(name),
  })),
  {
    id: 'photo-explore',
    item: 'explore',
    text: 'actions:explore',
    isOn: () => navigation.view !== 'explorer' && (actions.photos?.ids().length ?? 0) > 0,
    run: () => {
      const [id] = actions.photos?.ids() ?? []
      if (id === undefined) return
      photoList.focusedId = id
      explorer.open(navigation.view)
    },
  },
]
