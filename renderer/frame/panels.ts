import type { Component } from 'svelte'
import type { PanelName } from '../app/navigation.svelte.ts'
import ClassesDialog from '../features/labels/classes/ClassesDialog.svelte'
import ExportDialog from '../features/export/ExportDialog.svelte'
import AcceptAboveDialog from '../features/library/filters/AcceptAboveDialog.svelte'
import NearDuplicatesDialog from '../features/library/filters/NearDuplicatesDialog.svelte'
import SaveFilterDialog from '../features/library/filters/SaveFilterDialog.svelte'
import FolderDialog from '../features/project/FolderDialog.svelte'
import HistoryDialog from '../features/labels/history/HistoryDialog.svelte'
import CommandPalette from './CommandPalette.svelte'
import JobsDialog from './JobsDialog.svelte'
import KeysDialog from './KeysDialog.svelte'
import MappingDialog from '../features/labels/mapping/MappingDialog.svelte'
import SettingsDialog from '../features/settings/SettingsDialog.svelte'
import PeopleDialog from '../features/labels/people/PeopleDialog.svelte'
import NoteDialog from '../features/labels/marks/NoteDialog.svelte'
import ProjectDialog from '../features/project/ProjectDialog.svelte'
import ImportDialog from '../features/models/ImportDialog.svelte'
import NetworkDialog from '../features/models/NetworkDialog.svelte'
import TeachingDialog from '../features/teach/TeachingDialog.svelte'
import SplitsDialog from '../features/labels/splits/SplitsDialog.svelte'

/** The dialog of each name that `navigation.panel` can have. */
export const panels: Partial<Record<PanelName, Component>> = {
  classes: ClassesDialog,
  'accept-above': AcceptAboveDialog,
  'near-duplicates': NearDuplicatesDialog,
  'save-filter': SaveFilterDialog,
  commands: CommandPalette,
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
  teaching: TeachingDialog,
}
