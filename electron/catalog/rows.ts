import type { ErrorDetails, Failure } from '../../models/errors.ts'

/** What travels between rooms, processes and the page: plain data, no behaviour. */

/**
 * A file found on disk, before it was read. `path` is relative to its root, `/`-separated, bytes untouched.
 */
export interface FoundFile {
  path: string
  /** Bytes. */
  size: number
  /** Whole milliseconds since 1970. */
  mtime: number
}

/** Something that could not be read, and why; kept in the catalog and shown to the person. */
export interface Problem extends Failure {
  path: string
}

/** `new`: known from the scan only; `ok`: decoded; `failed`: see the problem; `missing`: no longer in its folder. */
export type ImageState = 'new' | 'ok' | 'failed' | 'missing'

export interface ImageRow {
  id: number
  rootId: number
  path: string
  size: number
  mtime: number
  state: ImageState
  /** sha256 of the file's bytes; null until it was read. Images with equal hashes are duplicates. */
  hash: Uint8Array | null
  /** Pixels, after EXIF orientation; null until decoded. */
  width: number | null
  height: number | null
  format: string | null
  errorCode: string | null
  errorMessage: string | null
}

/** What was learned by reading an image's content. */
export interface ImageContent {
  hash: Uint8Array
  width: number
  height: number
  format: string
}

/** A model as the catalog knows it: enough to read its predictions long after its file is gone. */
export interface ModelRow {
  id: number
  /** The installed model's id, e.g. `deit_tiny_patch16_224-1a2b3c4d`. */
  key: string
  /** Class names in index order. */
  labels: string[]
}

/** One class with its probability, 0 to 1. */
export interface Score {
  classIndex: number
  confidence: number
}

/** One image through one model. The single head of a plain model is `cls`, and `dist` and `agreement` are null. */
export interface PredictionRecord {
  imageId: number
  modelId: number
  /** Highest probability first, top-k of the fusion of both heads. Never empty. */
  fused: Score[]
  cls: Score[]
  dist: Score[] | null
  /** Whether both heads name the same class first. */
  agreement: boolean | null
  /**
   * [tokens, width] of the class token and, if there is one, the distillation token. Of an external classifier [1,
   * width], the input of its last linear layer, or the centred log-probabilities of its classes where there is no such
   * layer; null in predictions of before that was so.
   */
  embeddings: Float32Array | null
  /**
   * [tokens, patches] attention rollout, each row scaled so that its maximum is 255;
   * null where maps were not asked for.
   */
  rollout: Uint8Array | null
  /** Total variation distance of the two tokens' rollouts as they are stored, 0 to 1; null where there are not two. */
  mapDistance: number | null
}

export type LabelSource = 'person' | 'import'

export interface LabelRow {
  imageId: number
  className: string
  source: LabelSource
  author: string
}

/** `discovering` a folder, running a model, writing a file: all show the same shape. */
export type JobKind =
  'ingest' | 'prelabel' | 'export' | 'near-duplicates' | 'embedding-map' | 'faithfulness' | 'teach' | 'download'
export type JobState = 'running' | 'done' | 'cancelled' | 'failed'

export interface JobRow {
  id: number
  kind: JobKind
  state: JobState
  done: number
  /** null until counted. */
  total: number | null
  failed: number
  /** Images per second over the last seconds; null when not running. */
  rate: number | null
  /** Seconds left; null when unknown. */
  eta: number | null
  /** Why it failed, in English, and what another language makes of it. */
  error: string | null
  errorDetails: ErrorDetails | null
}

/**
 * An image's status: `labeled` by a person; `pre-labeled` or `needs review` by the confidence of the prediction;
 * `outside` where a model has run and predicts none of the project's classes; `new` where none has run on it.
 */
export const statuses = ['labeled', 'pre-labeled', 'needs review', 'outside', 'failed', 'new'] as const
export type Status = (typeof statuses)[number]
/** What a file or a terminal calls each of them; the page has the same names, and those of other languages. */
export const statusNames = {
  labeled: 'labeled',
  'pre-labeled': 'pre-labeled',
  'needs review': 'needs review',
  outside: 'outside your classes',
  failed: 'failed',
  new: 'new',
} as const satisfies Record<Status, string>
/** Statuses of images that have a prediction and no label yet. */
export const openStatuses = ['needs review', 'pre-labeled'] as const satisfies Status[]

/** Which of a project's two models: the one that predicts, or the one that it is compared with. */
export const modelRanks = ['first', 'second'] as const
export type ModelRank = (typeof modelRanks)[number]
