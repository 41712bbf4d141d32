/** The page's origin: one scheme, one host. */
export const scheme = 'app'
export const origin = `${scheme}://glance`

/** The names under which preload and main talk, each with one meaning. */
export const channels = {
  call: 'glance:call',
  openFolderDialog: 'glance:open-folder-dialog',
  openProjectDialog: 'glance:open-project-dialog',
  saveProjectDialog: 'glance:save-project-dialog',
  chooseFolderPath: 'glance:choose-folder-path',
  openDropped: 'glance:open-dropped',
  saveLabels: 'glance:save-labels',
  chooseFile: 'glance:choose-file',
  saveFile: 'glance:save-file',
  reveal: 'glance:reveal',
  revealLabels: 'glance:reveal-labels',
  setTheme: 'glance:set-theme',
  setLanguage: 'glance:set-language',
  event: 'glance:event',
  command: 'glance:command',
} as const
