import type { Component } from 'svelte'
import type { PanelName } from '../state/session.svelte.ts'
import ExportDialog from './ExportDialog.svelte'
import FolderDialog from './FolderDialog.svelte'
import HistoryDialog from './history/HistoryDialog.svelte'
import JobsDialog from './JobsDialog.svelte'
import KeysDialog from './KeysDialog.svelte'

/** The dialog of each name that the session's panel can have. */
export const panels: Partial<Record<PanelName, Component>> = {
  export: ExportDialog,
  folder: FolderDialog,
  history: HistoryDialog,
  jobs: JobsDialog,
  keys: KeysDialog,
}

/** Those that make sense before any project is open. */
export const withoutProject: readonly PanelName[] = ['folder', 'jobs', 'keys', 'settings']
