import type { ModelRank, Guess, JobRow, LabelSource, Status } from '../catalog/rows.ts'
import { z } from 'zod'
import type { ClassInfo } from '../labels/classes/calls.ts'
import type { Split } from '../catalog/split.ts'
import { filterSchema } from '../library/filters/index.ts'

export { type Filter, type FilterCounts, filterSchema } from '../library/filters/index.ts'
export type { NameCount } from '../library/filters/class-names.ts'

const folder = z.string().min(1, 'must not be empty')

export const sortSchema = z.strictObject({
  /**
   * Ascending, `agreement` begins with the heads that disagree and `status` with what wants a person's look. `duplicates` puts the
   * photos of a group side by side, ungrouped ones last; `sweep` puts photos of one guess side by side, the most frequent guess first and in
   * it the most doubtful photo, those without a guess last; `opinion` begins where the two models differ, and there with those where both are
   * surest; `map-distance` is how far the two tokens' maps are apart, those without first; `given` is the order of the filter's `among`.
   */
  by: z.enum([
    'name',
    'confidence',
    'class',
    'agreement',
    'status',
    'size',
    'date',
    'duplicates',
    'sweep',
    'opinion',
    'map-distance',
    'given',
  ]),
  descending: z.boolean().default(false),
})
export type Sort = z.infer<typeof sortSchema>

/** Where the next page begins: after this image, which stood at this place of the whole order. */
export const cursorSchema = z.strictObject({ id: z.int().min(1), place: z.int().min(0) })
export type Cursor = z.infer<typeof cursorSchema>

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
  /** The first folder's own name, or the project file's where it lies elsewhere. */
  name: string
  /** The first folder. */
  root: string
  roots: RootInfo[]
  catalog: string
  /** Whether it can only be looked at: its file lies on a read-only medium. */
  isReadOnly: boolean
  /** Whether an image can have several labels. */
  isMultiLabel: boolean
  /** The project's own classes in their order. */
  labelSet: ClassInfo[]
  /** Whether the model's classes are mapped to the label set: then no others are guessed. */
  isMapped: boolean
  /** Near-duplicates as they were looked for last; null where they never were. */
  nearDuplicates: { threshold: number; groups: number; images: number } | null
  /** Images on the map of the model's embeddings; 0 where none was made. */
  mapped: number
  /** Images in the folder, missing ones not counted. */
  images: number
  /** The model whose guesses are shown; null before the first pre-label. */
  model: string | null
  threshold: number
  /** The model whose second opinion is shown; null for none. */
  secondModel: string | null
  /** The model whose run was broken off, by a crash or by quitting; null where none was. */
  unfinished: string | null
  /** Whether that run was for a second opinion. */
  unfinishedAs: ModelRank
  /** All names that can be given: the label set in its order, then, where they are not mapped, the model's. */
  classes: string[]
  canUndo: boolean
  canRedo: boolean
}

export interface ImagePage {
  ids: number[]
  /** null where this was the last page. */
  next: Cursor | null
}

/** What a cell of the grid shows. */
export interface ImageCard {
  id: number
  path: string
  /** The folder that `path` is relative to. */
  rootId: number
  status: Status
  /** The first of its labels. */
  label: string | null
  /** All of its labels in the order of the label set; one at most where the project says so. */
  labels: string[]
  labelSource: LabelSource | null
  /** Who gave the label. */
  author: string | null
  flagged: boolean
  note: string | null
  split: Split | null
  /** Whether labels from elsewhere contradict its label. */
  hasConflict: boolean
  /** The model's guess; null where there is none yet. */
  guess: string | null
  confidence: number | null
  agreement: boolean | null
  /** The second model's guess, in the project's classes; null where there is none. */
  second: string | null
  secondConfidence: number | null
  /** Whether both models guess the same; null where one of them has not guessed. */
  opinion: boolean | null
  /** Total variation distance of the two tokens' rollouts, 0 to 1; null where there are not two. */
  mapDistance: number | null
  /** Whether attention maps are kept: fetch `files/map/<id>`. */
  hasMap: boolean
  /** Changes when the file's content does; part of its addresses, so that a browser's cache is never stale. */
  version: string
  error: string | null
}

/** Named guesses of one head. */
export type NamedGuess = Omit<Guess, 'classIndex'> & { className: string }

/** What the review shows of one photo. */
export interface PhotoDetail extends ImageCard {
  /** Pixels after EXIF orientation; null until it was read. */
  width: number | null
  height: number | null
  bytes: number
  /** Top guesses in the project's classes, highest first: of the average of both heads, of the class token, and of the distillation token. */
  fused: NamedGuess[]
  cls: NamedGuess[]
  dist: NamedGuess[] | null
  /** The second model's guesses, highest first; null where it has none. */
  secondGuesses: { model: string; guesses: NamedGuess[] } | null
  /** Classes that were guessed and that a person called wrong. */
  rejected: string[]
  /** What annotators said of it, as they said last. */
  votes: { author: string; classes: string[] }[]
  /** Milliseconds since 1970. */
  mtime: number
  /** What there is to see of the tokens' attention; null where nothing is. */
  map: AttentionMap | null
}

/**
 * `files/map/<id>` holds the rollout, uint8 [tokens, side²], each row scaled to a maximum of 255; `files/attention/<id>` the
 * single layers and heads, float32 [layers, heads, tokens, side²], softmax weights.
 */
export interface AttentionMap {
  tokens: number
  /** Patches a side. */
  side: number
  layers: number
  heads: number
  /** The part of the photo that the model saw. */
  crop: Crop
}

/** A square of the oriented photo, in its own pixels. */
export interface Crop {
  left: number
  top: number
  size: number
}

/** Projects and what is in them. */
export const projectCalls = {
  /** Projects that were shown before, the last one first. */
  recentFolders: z.strictObject({}),
  /** The folders and projects in a folder, for a page that has no dialog of the system's; the home folder where none is named. */
  listFolders: z.strictObject({ folder: folder.optional() }),
  /** Shows a folder: its project is opened or made, and scanned in the background. */
  openFolder: z.strictObject({ folder }),
  /** Shows a project by its file, wherever it lies. */
  openProject: z.strictObject({ file: z.string().min(1) }),
  /** Makes a project in this file, of this folder, and shows it. */
  newProject: z.strictObject({ file: z.string().min(1), folder }),
  /** Writes all of the project into another file, which is a project of its own. */
  saveCopy: z.strictObject({ file: z.string().min(1) }),
  /** One more folder for the project that is shown. */
  addFolder: z.strictObject({ folder }),
  /** A folder of the project was moved or renamed: it is here now. */
  relinkFolder: z.strictObject({ rootId: z.int().min(1), folder }),
  /** Looks through the folders again, in the background: what is new, changed or gone. */
  rescan: z.strictObject({}),
  project: z.strictObject({}),
  listImages: z.strictObject({
    filter: filterSchema,
    sort: sortSchema,
    after: cursorSchema.nullable().default(null),
    limit: z.int().min(1).max(50_000),
  }),
  getCards: z.strictObject({ ids: z.array(z.int().min(1)).min(1).max(1000) }),
  getPhoto: z.strictObject({ id: z.int().min(1) }),
}

export interface ProjectResults {
  recentFolders: RecentFolder[]
  listFolders: FolderList
  openFolder: ProjectInfo
  openProject: ProjectInfo
  newProject: ProjectInfo
  saveCopy: null
  addFolder: ProjectInfo
  relinkFolder: ProjectInfo
  rescan: null
  project: ProjectInfo | null
  listImages: ImagePage
  getCards: ImageCard[]
  getPhoto: PhotoDetail
}

export type { JobRow }
