import { z } from 'zod'
import type { ClassInfo } from '../labels/classes/calls.ts'
import type { Guess, JobRow, LabelSource, Status } from '../catalog/rows.ts'
import { type Split, splits } from '../catalog/split.ts'

const folder = z.string().min(1, 'must not be empty')

/** Which heads of the first model name the class that the second model guesses; only images with guesses of both have any of these. */
export const secondHeads = ['both', 'class', 'distillation', 'neither'] as const

/** What the library shows: every part narrows, an absent part lets all through. */
export const filterSchema = z.strictObject({
  /** Classes by name, with all kinds of them: the label where there is one, else the guess. */
  classes: z.array(z.string()).min(1).optional(),
  /** The same by the label alone, and by the guess alone. */
  labels: z.array(z.string()).min(1).optional(),
  guesses: z.array(z.string()).min(1).optional(),
  /** Lowest and highest confidence of the guess, both included. */
  confidence: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
  /** Whether class token and distillation token name the same class first. */
  agreement: z.boolean().optional(),
  /** Whether the second model's first guess is the first's; only images with both pass. */
  opinion: z.boolean().optional(),
  /** Classes by name, with all kinds of them, by the second model's guess alone. */
  seconds: z.array(z.string()).min(1).optional(),
  /** Which heads of the first model name the second's class, or a kind of it. */
  secondHeads: z.enum(secondHeads).optional(),
  /** Whether the second model's guess is another class than the label; only images with both pass. */
  secondMismatch: z.boolean().optional(),
  status: z
    .array(z.enum(['labeled', 'pre-labeled', 'needs review', 'failed', 'new']))
    .min(1)
    .optional(),
  /** Whether the guess is another class than the label; only images with both pass. */
  mismatch: z.boolean().optional(),
  /** Who gave the label. */
  authors: z.array(z.string()).min(1).optional(),
  flagged: z.boolean().optional(),
  /** Whether there is a note. */
  noted: z.boolean().optional(),
  /** Whether labels from elsewhere contradict the label and nobody has decided yet. */
  conflict: z.boolean().optional(),
  splits: z
    .array(z.enum([...splits, 'none']))
    .min(1)
    .optional(),
  /** `exact`: another file has the same bytes; `near`: in a group of near-duplicates. */
  duplicates: z.enum(['exact', 'near']).optional(),
  /** A part of the file's relative path, in any case. */
  text: z.string().min(1).optional(),
  /** A folder with all below it; '' is the root itself. */
  folder: z.strictObject({ rootId: z.int().min(1), path: z.string() }).optional(),
  /** Bytes, both included. */
  size: z.tuple([z.number().min(0), z.number().min(0)]).optional(),
  /** The file's time in milliseconds since 1970, both included. */
  date: z.tuple([z.number(), z.number()]).optional(),
  /** These and no others, as a lasso or a search for similar photos gave them. */
  among: z.array(z.int().min(1)).optional(),
})
export type Filter = z.infer<typeof filterSchema>

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
  unfinishedAs: 'first' | 'second'
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

/** A class or a person, and how many images. Lists of them begin with the most frequent. */
export interface NameCount {
  name: string
  count: number
}

/** How many images stand beside every filter, the other filters applied. */
export interface FilterCounts {
  total: number
  status: Record<Status, number>
  classes: NameCount[]
  labels: NameCount[]
  guesses: NameCount[]
  agree: number
  disagree: number
  sameOpinion: number
  otherOpinion: number
  /** Of all images that pass: how many have two maps, whose distance is known. */
  mapDistances: number
  match: number
  mismatch: number
  authors: NameCount[]
  flagged: number
  noted: number
  conflict: number
  splits: Record<Split | 'none', number>
  duplicates: { exact: number; near: number }
  /** Smallest and largest, of all images that pass; null where none does. */
  size: [number, number] | null
  date: [number, number] | null
  /** Guesses by confidence in ten equal bins from 0 to 1. */
  confidence: number[]
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
