import type { PanelName } from '../app/navigation.svelte.ts'

/** Panels that make sense before any project is open. */
export const withoutProject: readonly PanelName[] = [
  'folder',
  'jobs',
  'keys',
  'settings',
  'import-model',
  'network',
  'commands',
]
