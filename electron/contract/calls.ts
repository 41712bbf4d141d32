import { z } from 'zod'
import type { JobRow, Problem } from './data.ts'
import { cursorSchema, type EditResult, type FilterCounts, filterSchema, type FolderList, type ImageCard, type ImagePage, type PhotoDetail, type ProjectInfo, type RecentFolder, sortSchema } from './project.ts'

/** Arguments of every call. IPC, HTTP, preload and terminal derive from this one table. */
const folder = z.string().min(1, 'must not be empty')
const threshold = z.number().min(0).max(1)
const topK = z.int().min(1).max(1000)
const imageId = z.int().min(1)
const imageIds = z.array(imageId).min(1)
const project = z.string().min(1).optional()
const engine = z.enum(['auto', 'cpu', 'webgpu', 'wasm'])

export const calls = {
  prelabel: z.strictObject({
    folder,
    /** Where the labels are written; nowhere where not given. */
    csv: z.string().min(1).optional(),
    /** The project's file; one in the data folder where not given. */
    catalog: z.string().min(1).optional(),
    model: z.string().min(1).default('default'),
    engine: engine.default('auto'),
    /** Guesses kept of each head; as many extra columns in the CSV where given. */
    topK: topK.optional(),
    /** Confidence from which on a guess becomes the label. */
    threshold: threshold.default(0),
    /** Keep the attention rollout of both tokens. */
    maps: z.boolean().default(true),
    /** Make thumbnails in the same pass. */
    thumbnails: z.boolean().default(false),
    excelSafe: z.boolean().default(false),
  }),
  export: z.strictObject({
    /** Which folder's project; or give the catalog. */
    folder: folder.optional(),
    catalog: z.string().min(1).optional(),
    csv: z.string().min(1),
    /** The project's own model and threshold where not given. */
    model: z.string().min(1).optional(),
    threshold: threshold.optional(),
    topK: topK.optional(),
    excelSafe: z.boolean().default(false),
  }),
  importModel: z.strictObject({
    file: z.string().min(1),
    labels: z.string().min(1).optional(),
    name: z.string().regex(/^[\p{L}\p{N}._-]+$/u, 'letters, digits, dot, dash and underscore only').optional(),
    resolution: z.int().min(1).max(2048).optional(),
    heads: z.int().min(1).max(256).optional(),
    precision: z.enum(['float32', 'float16']).default('float32'),
    preprocessing: z.enum(['imagenet', 'inception']).default('imagenet'),
  }),
  models: z.strictObject({}),
  bench: z.strictObject({
    /** Photos to measure on; made ones where not given. */
    folder: folder.optional(),
    model: z.string().min(1).default('default'),
    engine: engine.default('auto'),
    photos: z.int().min(16).max(100_000).default(512),
    rounds: z.int().min(1).max(20).default(3),
  }),

  /** Folders that were shown before, the last one first. */
  recentFolders: z.strictObject({}),
  /** The folders in a folder, for a page that has no dialog of the system's; the home folder where none is named. */
  listFolders: z.strictObject({ folder: folder.optional() }),
  /** Shows a folder: its project is opened or made, and scanned in the background. */
  openFolder: z.strictObject({ folder }),
  /** Looks through the folder that is shown again, in the background: what is new, changed or gone. */
  rescan: z.strictObject({}),
  project: z.strictObject({}),
  listImages: z.strictObject({
    filter: filterSchema, sort: sortSchema, after: cursorSchema.nullable().default(null), limit: z.int().min(1).max(50_000),
  }),
  getCards: z.strictObject({ ids: imageIds.max(1000) }),
  countImages: z.strictObject({ filter: filterSchema }),
  getPhoto: z.strictObject({ id: imageId }),
  /**
   * One class for all of them as one edit; null takes their labels away. `project` is the catalog that the ids are of: an
   * edit that was meant for another one is refused.
   */
  setLabel: z.strictObject({ project, ids: imageIds, className: z.string().min(1).nullable() }),
  /** Every image's own guess becomes its label. */
  acceptGuesses: z.strictObject({ project, ids: imageIds }),
  undo: z.strictObject({ project }),
  redo: z.strictObject({ project }),
  /** `page`: the model is run by the page's worker, which fetches batches from `/inference/`. */
  startPrelabel: z.strictObject({ model: z.string().min(1).default('default'), engine: z.enum([...engine.options, 'page']).default('auto') }),
  cancelJob: z.strictObject({ id: z.int() }),
  listJobs: z.strictObject({}),
  listProblems: z.strictObject({}),
}

export type CallName = keyof typeof calls

/** What a page may ask for; the others name files anywhere on the disk and are the terminal's. */
export const pageCalls: readonly CallName[] = [
  'recentFolders', 'listFolders', 'openFolder', 'rescan', 'project', 'listImages', 'getCards', 'countImages', 'getPhoto', 'setLabel', 'acceptGuesses', 'undo', 'redo',
  'startPrelabel', 'cancelJob', 'listJobs', 'listProblems', 'models',
]
export type CallArgs<Name extends CallName> = z.input<(typeof calls)[Name]>
export type ParsedArgs<Name extends CallName> = z.output<(typeof calls)[Name]>

export interface CallResults {
  prelabel: PrelabelResult
  export: ExportResult
  importModel: ModelInfo
  models: ModelInfo[]
  bench: null
  recentFolders: RecentFolder[]
  listFolders: FolderList
  openFolder: ProjectInfo
  rescan: null
  project: ProjectInfo | null
  listImages: ImagePage
  getCards: ImageCard[]
  countImages: FilterCounts
  getPhoto: PhotoDetail
  setLabel: EditResult
  acceptGuesses: EditResult
  undo: EditResult
  redo: EditResult
  startPrelabel: null
  cancelJob: null
  listJobs: JobRow[]
  listProblems: Problem[]
}

export interface PrelabelResult {
  catalog: string
  model: string
  /** Provider and why. */
  engine: string
  /** Images known in the folder, missing ones not counted. */
  images: number
  /** Images that went through the model in this run. */
  inferred: number
  /** Images answered by an equal file's prediction. */
  copied: number
  failed: number
  /** Files and folders that the scan could not take in: links to nothing, folders without access, names that are no text. */
  unreachable: number
  /** Whether it was stopped before the end; the same call goes on. */
  cancelled: boolean
  seconds: number
  export: ExportResult | null
}

export interface ExportResult {
  file: string
  rows: number
  /** Rows by status. */
  labeled: number
  preLabeled: number
  needsReview: number
  failed: number
  /** Not predicted yet. */
  notYet: number
  missing: number
}

export interface ModelInfo {
  id: string
  name: string
  /** Classes of the model. */
  classes: number
  /** Pixels a side. */
  size: number
  parameters: number | null
  distilled: boolean
  /** False for foreign classifiers: no token, no maps. */
  attention: boolean
  /** Bytes on disk. */
  bytes: number
  path: string
  isDefault: boolean
}

/** Whether a CSV goes to standard output: by the usual dash or by the names that systems have for it. */
export const isStandardOutput = (file: string): boolean => ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'].includes(file)

/** How every call ends. */
export type Outcome<Value> = { ok: Value } | { error: { code: string; message: string } }
