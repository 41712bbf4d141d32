export const views = ['library', 'review', 'sweep', 'teach', 'overview', 'explorer', 'models'] as const
export type ViewName = (typeof views)[number]

/** Dialogs of the page; one at most is open. */
export type PanelName =
  | 'jobs'
  | 'keys'
  | 'commands'
  | 'export'
  | 'folder'
  | 'classes'
  | 'mapping'
  | 'history'
  | 'project'
  | 'people'
  | 'splits'
  | 'teaching'
  | 'settings'
  | 'accept-above'
  | 'near-duplicates'
  | 'note'
  | 'save-filter'
  | 'import-model'
  | 'network'

/** Which view is shown, and which dialog over it. */
class Navigation {
  view = $state<ViewName>('library')
  panel = $state<PanelName | null>(null)
}

export const navigation = new Navigation()
