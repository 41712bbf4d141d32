import type { ErrorDetails } from '../../models/errors.ts'
import type { ModelRank } from '../catalog/rows.ts'
import { z } from 'zod'
import type { ClassInfo } from '../catalog/queries/classes.ts'
import { path, threshold } from './schemas.ts'

export interface RecentFolder {
  /** The first folder of the project. */
  root: string
  /** The project's file. */
  catalog: string
  name: string
  /** Milliseconds since 1970. */
  openedAt: number
}

export interface FolderList {
  /** Absolute. */
  folder: string
  parent: string | null
  /** Names of the folders in it, hidden ones left out. */
  folders: string[]
  /** Names of the project files in it. */
  projects: string[]
  /** Files in the folder itself that a scan takes for images. */
  photos: number
}

/** One folder of a project. */
export interface RootInfo {
  id: number
  path: string
  /** Images known in it, missing ones not counted. */
  images: number
  missing: number
  /** Whether the folder itself is not there: moved, renamed, or on a drive that is not connected. */
  isGone: boolean
}

/** The project that the window shows. */
export interface ProjectInfo {
  /** The first folder's own name, or the project file's where it is elsewhere. */
  name: string
  /** The first folder. */
  root: string
  roots: RootInfo[]
  catalog: string
  /** Whether it is read-only: its file cannot be written. */
  isReadOnly: boolean
  /** Whether an image can have several labels. */
  isMultiLabel: boolean
  /** The project's own classes in their order. */
  labelSet: ClassInfo[]
  /** Whether its classes are all there is: no other class of the model is predicted. */
  isClosed: boolean
  /** Whether classes of the model are mapped to the label set. */
  isMapped: boolean
  /** Near-duplicates as they were looked for last; null where they never were. */
  nearDuplicates: { threshold: number; groups: number; images: number } | null
  /** Images on the map of the model's embeddings; 0 where none was made. */
  mapped: number
  /** Images in the folder, missing ones not counted. */
  images: number
  /** The model whose predictions are shown; null before the first pre-label. */
  model: string | null
  /** Confidence from which on a prediction counts as a pre-label. */
  threshold: number
  /** What it is where no one sets it, and whether that is so. */
  automaticThreshold: number
  isThresholdAutomatic: boolean
  /** The comparison model; null for none. */
  secondModel: string | null
  /** The model whose run was interrupted, by a crash or by quitting; null where none was. */
  unfinished: string | null
  /** Whether that run was of the comparison model. */
  unfinishedAs: ModelRank
  /** The model's classes that are not in the label set, by the model's names. */
  modelClasses: string[]
  canUndo: boolean
  canRedo: boolean
  /** What a person should know of how its file was opened. */
  notices: readonly ErrorDetails[]
}

/** What a person set for themselves, on this machine and for every project. */
export const preferencesSchema = z.strictObject({
  /** Kept with every edit. */
  author: z.string().trim().min(1).max(200),
  /** Keys that were changed, by the shortcut's id: the whole list of its keys. */
  keys: z.record(z.string(), z.array(z.string().min(1).max(40)).max(20)),
})

export type Preferences = z.infer<typeof preferencesSchema>

/** Projects, their folders and jobs, and what the person set for themselves. */
export const projectCalls = {
  /** Projects that were shown before, the last one first. */
  recentFolders: z.strictObject({}),
  /**
   * The folders and projects in a folder, for a page that has no dialog of the system's;
   * the home folder where none is named.
   */
  listFolders: z.strictObject({ folder: path.optional() }),
  /** Shows a folder: its project is opened or made, and scanned in the background. */
  openFolder: z.strictObject({ folder: path }),
  /** Shows the example photos, as a folder of their own in the data folder. */
  openExamples: z.strictObject({}),
  /** Shows a project by its file, wherever it is. */
  openProject: z.strictObject({ file: path }),
  /** Makes a project in this file, of this folder, and shows it. */
  newProject: z.strictObject({ file: path, folder: path }),
  /** Writes all of the project into another file, which is a project of its own. */
  saveCopy: z.strictObject({ file: path }),
  /** One more folder for the project that is shown. */
  addFolder: z.strictObject({ folder: path }),
  /** A folder of the project was moved or renamed: it is here now. */
  relinkFolder: z.strictObject({ rootId: z.int().min(1), folder: path }),
  /** Looks through the folders again, in the background: what is new, changed or gone. */
  rescan: z.strictObject({}),
  project: z.strictObject({}),
  /** Confidence from which on a prediction counts as a pre-label; null: automatic. */
  setThreshold: z.strictObject({ threshold: threshold.nullable() }),
  cancelJob: z.strictObject({ id: z.int() }),
  listJobs: z.strictObject({}),
  listProblems: z.strictObject({}),
  preferences: z.strictObject({}),
  setPreferences: preferencesSchema.partial(),
}
