import { modelRanks, type JobRow, type Problem } from '../catalog/rows.ts'
import { providers } from '../../models/runtime/engine.ts'
import { type Precision, precisions } from '../../models/deit/config.ts'
import { z } from 'zod'
import { classCalls, type ClassResults } from '../labels/classes/calls.ts'
import { editCalls, type EditResult, type EditResults } from '../labels/edits/calls.ts'
import { explorerCalls, type ExplorerResults, mapCalls, measureFaithfulness } from '../attention/calls.ts'
import { opinionCalls, type OpinionResults } from '../library/comparison/calls.ts'
import { overviewCalls, type OverviewResults } from '../library/overview-calls.ts'
import { peopleCalls, type PeopleResults } from '../labels/people/calls.ts'
import { projectCalls, type ProjectInfo, type ProjectResults } from '../project/calls.ts'
import {
  type KnownModel,
  type MeasuredModel,
  measureCalls,
  shelfCalls,
  type ShelfResults,
  sourceKinds,
} from '../model-library/calls.ts'

const folder = z.string().min(1, 'must not be empty')
const threshold = z.number().min(0).max(1)
const topK = z.int().min(1).max(1000)
const engine = z.enum(['auto', ...providers])

/** The terminal's; `models` and `importModel` are the page's, too. */
const terminalCalls = {
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
    name: z
      .string()
      .regex(/^[\p{L}\p{N}._-]+$/u, 'letters, digits, dot, dash and underscore only')
      .optional(),
    resolution: z.int().min(1).max(2048).optional(),
    heads: z.int().min(1).max(256).optional(),
    precision: z.enum(precisions).default('float32'),
    /** ImageNet's where neither this nor the registry of known models says otherwise. */
    preprocessing: z.enum(['imagenet', 'inception']).optional(),
  }),
  models: z.strictObject({}),
  /** What `fetchModel` can fetch. */
  knownModels: z.strictObject({}),
  /** Downloads a known model and installs it; goes on with a part of it that is there. */
  fetchModel: z.strictObject({
    model: z.string().min(1),
    source: z.enum(sourceKinds).optional(),
    precision: z.enum(precisions).default('float32'),
    /** In place of what was set in the app. */
    mirror: z.url({ protocol: /^https?$/ }).optional(),
    proxy: z.url({ protocol: /^https?$/ }).optional(),
  }),
  bench: z.strictObject({
    /** Photos to measure on; made ones where not given. */
    folder: folder.optional(),
    model: z.string().min(1).default('default'),
    engine: engine.default('auto'),
    photos: z.int().min(16).max(100_000).default(512),
    rounds: z.int().min(1).max(20).default(3),
    /** Measure installed models instead: those of these ids, all of them where there is none. */
    shelf: z.array(z.string().min(1)).optional(),
    /** Measure browsing instead, in a catalog of so many made images. */
    catalog: z.int().min(1000).max(10_000_000).optional(),
  }),
  measureFaithfulness,
}

/** Jobs of the project that is shown. */
const jobCalls = {
  /** `page`: the model is run by the page's worker, which fetches batches from `/inference/`. */
  startPrelabel: z.strictObject({
    model: z.string().min(1).default('default'),
    engine: z.enum([...engine.options, 'page']).default('auto'),
    /** `second`: the model in use stays, and this one becomes the second opinion. */
    as: z.enum(modelRanks).default('first'),
  }),
  /** Confidence from which on a guess counts as a pre-label. */
  setThreshold: z.strictObject({ threshold }),
  cancelJob: z.strictObject({ id: z.int() }),
  listJobs: z.strictObject({}),
  listProblems: z.strictObject({}),
}

const pageTable = {
  ...projectCalls,
  ...editCalls,
  ...classCalls,
  ...overviewCalls,
  ...peopleCalls,
  ...jobCalls,
  ...shelfCalls,
  ...measureCalls,
  ...explorerCalls,
  ...mapCalls,
  ...opinionCalls,
}

/** Arguments of every call. IPC, HTTP, preload and terminal derive from this one table. */
export const calls = { ...terminalCalls, ...pageTable }

export type CallName = keyof typeof calls

/** What a page may ask for. */
export const pageCalls: readonly CallName[] = [
  ...(Object.keys(pageTable) as (keyof typeof pageTable)[]),
  'models',
  'importModel',
]
export type CallArgs<Name extends CallName> = z.input<(typeof calls)[Name]>
export type ParsedArgs<Name extends CallName> = z.output<(typeof calls)[Name]>

/** Edits, and every other call that answers as an edit does. */
type EditName =
  Exclude<keyof typeof editCalls | keyof typeof classCalls, keyof EditResults | keyof ClassResults> | 'resolveConflicts'

export interface CallResults
  extends
    Record<EditName, EditResult>,
    ProjectResults,
    EditResults,
    ClassResults,
    OverviewResults,
    PeopleResults,
    ShelfResults,
    ExplorerResults,
    OpinionResults {
  prelabel: PrelabelResult
  export: ExportResult
  importModel: ModelInfo
  models: ModelInfo[]
  knownModels: KnownModel[]
  fetchModel: ModelInfo
  /** The models that were measured; null where it was something else, which events tell. */
  bench: MeasuredModel[] | null
  startPrelabel: null
  setThreshold: ProjectInfo
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
  /** Of its weights. */
  precision: Precision
  path: string
  /** Whether `default` means this one. */
  isDefault: boolean
  /** Whether it came with Glance. */
  isEmbedded: boolean
}

/** Whether a CSV goes to standard output: by the usual dash or by the names that systems have for it. */
export const isStandardOutput = (file: string): boolean =>
  ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'].includes(file)

/** How every call ends. */
export type Outcome<Value> = { ok: Value } | { error: { code: string; message: string } }
