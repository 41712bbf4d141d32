import type { CallArgs, CallName } from './calls.ts'
import type { CallResults } from './handlers.ts'
import type { ServiceEvent } from './events.ts'
import type { ExportResult } from '../formats/calls.ts'
import type { Outcome } from './outcome.ts'

/** What the native menu asks of the page; the rest of the menu is the system's own. */
export const menuCommands = [
  'open-folder',
  'open-project',
  'new-project',
  'save-copy',
  'rescan',
  'export',
  'undo',
  'redo',
  'select-all',
  'prelabel',
  'cancel-job',
  'show-library',
  'show-review',
  'show-sweep',
  'show-teach',
  'show-overview',
  'show-explorer',
  'show-models',
  'show-jobs',
  'show-keys',
  'show-history',
  'show-classes',
  'show-teaching',
  'show-splits',
  'show-people',
  'show-settings',
  'show-commands',
  'find',
  'theme-system',
  'theme-light',
  'theme-dark',
] as const
export type MenuCommand = (typeof menuCommands)[number]

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What page, menu and dialogs are written in. */
export const languages = ['en', 'ru'] as const
export type Language = (typeof languages)[number]

/** How labels are to be written, on either host. */
export interface ExportChoice {
  /** The id of the format. */
  format: string
  /** Whether predictions are written, too. */
  predictions?: boolean
  threshold?: number
  topK?: number
  excelSafe: boolean
}

/** Files that a person may be asked for: a checkpoint or ONNX, and the list of its classes. */
export const chosenKinds = ['model', 'classes'] as const
export type ChosenKind = (typeof chosenKinds)[number]

/** What the preload gives the page as `window.glance`: the whole of the desktop that it can reach. */
export interface DesktopBridge {
  call<Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<Outcome<CallResults[Name]>>
  /** Both give the function that stops listening. */
  listen(listener: (event: ServiceEvent) => void): () => void
  onCommand(listener: (command: MenuCommand) => void): () => void
  /** Asks for a folder and opens it; null where the person changed their mind. */
  openFolderDialog(): Promise<Outcome<CallResults['openFolder']> | null>
  /** Asks for a project's file and opens it; null where the person changed their mind. */
  openProjectDialog(): Promise<Outcome<CallResults['openProject']> | null>
  /**
   * Asks where a project's file is to go, with a name to begin with, and gives its path;
   * null where the person changed their mind.
   */
  saveProjectDialog(name: string): Promise<string | null>
  /** Asks for a folder and gives its path; null where the person changed their mind. */
  chooseFolderPath(): Promise<string | null>
  /** Opens what was dropped on the page: a folder, a `.glance` project, or the folder of a photo. */
  openDropped(file: File): Promise<Outcome<CallResults['openFolder']>>
  /** Asks where, then writes the labels; null where the person changed their mind. */
  saveLabels(options: ExportChoice): Promise<Outcome<ExportResult> | null>
  /** Asks for a file and gives its path; null where the person changed their mind. */
  chooseFile(kind: ChosenKind): Promise<string | null>
  /** The path of a dropped or chosen file; empty where it is not on the disk. */
  pathOf(file: File): string
  /**
   * Asks where a file that the page made is to go, with a name to begin with, writes it and gives its path;
   * null where the person changed their mind.
   */
  saveFile(name: string, bytes: Uint8Array): Promise<Outcome<string> | null>
  /** Shows the photo in the system's file manager. */
  reveal(id: number): Promise<void>
  /** Shows the labels that were written last in the file manager; main knows where they are. */
  revealLabels(): Promise<void>
  setTheme(theme: Theme): Promise<void>
  setLanguage(language: Language): Promise<void>
  /** Which keys the menu's own accelerators use: `⌘` on a Mac, Ctrl elsewhere. */
  platform: 'darwin' | 'win32' | 'linux'
}
