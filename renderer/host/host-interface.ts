import type {
  CallArgs,
  CallName,
  CallResults,
  ChosenKind,
  ExportChoice,
  DesktopBridge,
  ExportResult,
  Language,
  MenuCommand,
  ProjectInfo,
  ServiceEvent,
  Theme,
} from '../../electron/api/page.ts'

/**
 * What the page runs in: a window of the desktop app, or a browser on the same machine. Files are at `files/…` on both.
 */
export interface Host {
  kind: 'desktop' | 'browser'
  /** @throws CallError */
  call<Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<CallResults[Name]>
  /**
   * Receives the events of jobs, and of the connection to the service being lost or back;
   * gives the function that stops listening.
   */
  listen(listener: (event: ServiceEvent) => void, onLine: (isUp: boolean) => void): () => void
  /** What the native menu asks for; nothing in a browser. */
  onCommand(listener: (command: MenuCommand) => void): () => void
  /** The system's own dialog; null where there is none, and the page shows its own. */
  openFolderDialog: (() => Promise<ProjectInfo | null>) | null
  /** The system's dialog for a project's file, which is then opened; null as above. */
  openProjectDialog: (() => Promise<ProjectInfo | null>) | null
  /**
   * The system's dialogs for the place of a project's file, and for a folder:
   * they give a path, or null where the person changed their mind.
   */
  saveProjectDialog: ((name: string) => Promise<string | null>) | null
  chooseFolderPath: (() => Promise<string | null>) | null
  /** Opens a dropped folder or project; null where a page never learns the path of a dropped folder. */
  openDropped: ((file: File) => Promise<ProjectInfo>) | null
  /**
   * Writes the labels where the person says, and gives the file; null where they changed their mind. A browser says
   * nothing of the rows.
   */
  saveLabels(options: ExportChoice): Promise<(Pick<ExportResult, 'file'> & Partial<ExportResult>) | null>
  /**
   * The system's dialog for a file, which gives a path, or null where the person changed their mind;
   * null in a browser, where `upload` takes its place.
   */
  chooseFile: ((kind: ChosenKind) => Promise<string | null>) | null
  /**
   * The path of a file that a person dropped: as it is on the desktop;
   * in a browser it is sent over first, and `onSent` receives the share that is there.
   */
  placeFile(file: File, onSent?: (share: number) => void): Promise<string>
  /**
   * Writes a file that the page made where the person says;
   * gives its path or its name, or null where they changed their mind.
   */
  saveFile(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<string | null>
  /** Shows a photo in the file manager; null where that is out of reach. */
  reveal: ((id: number) => Promise<void>) | null
  /** Shows the labels that were written last there; null as above. */
  revealLabels: (() => Promise<void>) | null
  setTheme(theme: Theme): void
  /** The menu's and the dialogs' language, where there are any. */
  setLanguage(language: Language): void
  platform: DesktopBridge['platform']
}
