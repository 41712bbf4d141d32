import { z } from 'zod'
import type { Guess, JobRow, LabelSource, Status } from './data.ts'

/** What the library shows: every part narrows, an absent part lets all through. */
export const filterSchema = z.strictObject({
  /** Classes by name: the label where there is one, else the guess. */
  classes: z.array(z.string()).min(1).optional(),
  /** Lowest and highest confidence of the guess, both included. */
  confidence: z.tuple([z.number().min(0).max(1), z.number().min(0).max(1)]).optional(),
  /** Whether class token and distillation token name the same class first. */
  agreement: z.boolean().optional(),
  status: z.array(z.enum(['labeled', 'pre-labeled', 'needs review', 'failed', 'new'])).min(1).optional(),
  /** A part of the file's relative path, in any case. */
  text: z.string().min(1).optional(),
})
export type Filter = z.infer<typeof filterSchema>

export const sortSchema = z.strictObject({
  /** Ascending, `agreement` begins with the heads that disagree and `status` with what wants a person's look. */
  by: z.enum(['name', 'confidence', 'class', 'agreement', 'status']),
  descending: z.boolean().default(false),
})
export type Sort = z.infer<typeof sortSchema>

/** Where the next page begins: the last row's sort value (null where it has none) and its path. */
export const cursorSchema = z.strictObject({ value: z.union([z.string(), z.number()]).nullable(), path: z.string() })
export type Cursor = z.infer<typeof cursorSchema>

export interface RecentFolder {
  root: string
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
}

/** The project that the window shows. */
export interface ProjectInfo {
  /** The folder's own name. */
  name: string
  root: string
  catalog: string
  /** Images in the folder, missing ones not counted. */
  images: number
  /** The model whose guesses are shown; null before the first pre-label. */
  model: string | null
  threshold: number
  /** The model whose run was broken off, by a crash or by quitting; null where none was. */
  unfinished: string | null
  /** All classes that can be given: a person's own in the order they were made, then the model's. */
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
  status: Status
  label: string | null
  labelSource: LabelSource | null
  /** The model's guess; null where there is none yet. */
  guess: string | null
  confidence: number | null
  agreement: boolean | null
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
  /** Top guesses, highest first: of the average of both heads, of the class token, and of the distillation token. */
  fused: NamedGuess[]
  cls: NamedGuess[]
  dist: NamedGuess[] | null
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
export interface Crop { left: number; top: number; size: number }

/** How many images stand beside every filter, the other filters applied. */
export interface FilterCounts {
  total: number
  status: Record<Status, number>
  classes: { name: string; count: number }[]
  agree: number
  disagree: number
  /** Guesses by confidence in ten equal bins from 0 to 1. */
  confidence: number[]
}

export interface EditResult {
  /** null where nothing had to change. */
  editId: number | null
  /** The images it touched, as they stand now, on the disk. */
  changed: ImageCard[]
  canUndo: boolean
  canRedo: boolean
}

export type { JobRow }
