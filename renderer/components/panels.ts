import type { Component } from 'svelte'
import type { PanelName } from '../state/session.svelte.ts'
import ClassesDialog from './classes/ClassesDialog.svelte'
import ExportDialog from './ExportDialog.svelte'
import AcceptAboveDialog from './filters/AcceptAboveDialog.svelte'
import NearDuplicatesDialog from './filters/NearDuplicatesDialog.svelte'
import SaveFilterDialog from './filters/SaveFilterDialog.svelte'
import FolderDialog from './FolderDialog.svelte'
import HistoryDialog from './history/HistoryDialog.svelte'
import JobsDialog from './JobsDialog.svelte'
import KeysDialog from './KeysDialog.svelte'
import MappingDialog from './mapping/MappingDialog.svelte'
import SettingsDialog from './settings/SettingsDialog.svelte'
import PeopleDialog from './people/PeopleDialog.svelte'
import NoteDialog from './NoteDialog.svelte'
import ProjectDialog from './project/ProjectDialog.svelte'
import ImportDialog from './shelf/ImportDialog.svelte'
import NetworkDialog from './shelf/NetworkDialog.svelte'
import SplitsDialog from './splits/SplitsDialog.svelte'

/** The dialog of each name that the session's panel can have. */
export const panels: Partial<Record<PanelName, Component>> = {
  classes: ClassesDialog,
  'accept-above': AcceptAboveDialog,
  'near-duplicates': NearDuplicatesDialog,
  'save-filter': SaveFilterDialog,
  export: ExportDialog,
  folder: FolderDialog,
  history: HistoryDialog,
  'import-model': ImportDialog,
  jobs: JobsDialog,
  keys: KeysDialog,
  mapping: MappingDialog,
  network: NetworkDialog,
  note: NoteDialog,
  settings: SettingsDialog,
  people: PeopleDialog,
  project: ProjectDialog,
  splits: SplitsDialog,
}

/** Those that make sense before any project is open. */
export const withoutProject: readonly PanelName[] = ['folder', 'jobs', 'keys', 'settings', 'import-model', 'network']
