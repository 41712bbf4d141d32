import { z } from 'zod'
import { type Precision, precisions } from '../../models/deit/config.ts'
import { type PreprocessingPreset, presetNames } from '../../models/deit/presets.ts'
import type { Failure } from '../../models/errors.ts'
import type { TaughtNote } from '../../models/onnx/metadata.ts'
import { type ModelSource, type PaperModel, type SourceKind, sourceKinds } from '../../models/known-models.ts'
import { networkSchema, type NetworkSettings } from './network.ts'

export type { ModelSource, SourceKind }

/** A model that can be downloaded, whether or not it is installed: of the paper, or of an own registry. */
export interface KnownModel extends Omit<PaperModel, 'top1' | 'v100'> {
  /** The paper's figures; null where an own registry does not say. */
  top1: number | null
  v100: number | null
  /** Class names in index order, in an own registry whose classes are not ImageNet's. */
  labels?: string[]
  /** Where an own checkpoint was not trained with ImageNet's mean and standard deviation. */
  preprocessing?: PreprocessingPreset
}

const sha256 = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, 'must be the 64 hex digits of a sha256')

/**
 * An own registry, for checkpoints inside a company: a JSON file with a list of such models, named by the environment
 * variable `GLANCE_KNOWN_MODELS`, takes the place of the paper's. Needed are id, title, size, width, depth, heads,
 * distilled and at least one source; parameters and multiply-accumulates are worked out from the shape.
 *
 * ```json
 * [{ "id": "birds_tiny", "title": "Birds Ti", "distilled": true, "size": 224, "width": 192, "depth": 12, "heads": 3,
 *    "labels": ["crow", "sparrow"], "top1": 0.91, "licence": "internal",
 *    "sources": [{ "url": "https://models.example.com/birds_tiny.safetensors", "sha256": "…" }] }]
 * ```
 */
export const registrySchema = z
  .array(
    z.strictObject({
      /** Names files on the disk. */
      id: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'letters, digits, dot, dash and underscore only, at most 100'),
      title: z.string().trim().min(1).max(200),
      distilled: z.boolean(),
      size: z.int().min(1).max(2048),
      width: z.int().min(1).max(65_536),
      depth: z.int().min(1).max(1000),
      heads: z.int().min(1).max(256),
      patch: z.int().min(1).max(2048).default(16),
      labels: z.array(z.string().min(1)).min(1).optional(),
      preprocessing: z.enum(presetNames).optional(),
      top1: z.number().min(0).max(1).nullable().default(null),
      v100: z.number().positive().nullable().default(null),
      licence: z.string().default('unknown'),
      sources: z
        .array(
          z.strictObject({
            kind: z.enum(sourceKinds).default('official'),
            url: z.url({ protocol: /^https?$/ }),
            bytes: z.int().positive().nullable().default(null),
            sha256: sha256.nullable().default(null),
            sha256Prefix: z
              .string()
              .toLowerCase()
              .regex(/^[0-9a-f]{4,64}$/, 'must be the first hex digits of a sha256')
              .nullable()
              .default(null),
          }),
        )
        .min(1),
    }),
  )
  .min(1)
  .refine(
    (models) => new Set(models.map(({ id }) => id.toLowerCase())).size === models.length,
    'two models have the same id',
  )

/** What a model's speed is measured on. `page`: in the window, by whatever it offers. */
export const measuredEngines = ['cpu', 'webgpu', 'page'] as const
export type MeasuredEngine = (typeof measuredEngines)[number]

/** How fast a model is here, with one engine. */
export interface Measurement {
  modelId: string
  engine: MeasuredEngine
  /** For a person: what ran it. */
  description: string
  imagesPerSecond: number
  /** Seconds from the file to the first answer. */
  loadSeconds: number
  /** Bytes that it took while it ran, beyond what its engine takes with any model; null where unknown. */
  memory: number | null
  /** Milliseconds since 1970. */
  measuredAt: number
  /** The processor's name and its cores: figures of another machine are not shown as this one's. */
  machine: string
}

/** A DeiT's shape as its file says it; classes and tokens are beside it. */
export interface ModelShape {
  /** Pixels a side of a patch. */
  patch: number
  width: number
  depth: number
  heads: number
  /** Width of the MLP. */
  hidden: number
}

/** An installed model as the model library shows it. */
export interface LibraryModel extends ModelInfo {
  /** What it is called on the page; a person may change it, its id stays. */
  title: string
  /** The paper's model whose weights it has; null where it is none of them. */
  knownId: string | null
  precision: Precision
  /** The file that it came from. */
  origin: { file: string; sha256: string }
  /** Multiply-accumulates of one image; null for an external classifier. */
  macs: number | null
  /** Pixels a side that it was published at; null where unknown. It can be had at others where it is a DeiT. */
  publishedSize: number | null
  /** The model that its classes were taught on, and from how many labels; null where they were not taught here. */
  taught: TaughtNote | null
  /** What its cost at other resolutions is worked out from; null for an external classifier. */
  shape: ModelShape | null
}

export const downloadStates = ['running', 'paused', 'installing', 'failed'] as const
export type DownloadState = (typeof downloadStates)[number]

export interface Download {
  /** The known model's id. */
  modelId: string
  source: SourceKind
  /** What it is to be installed in. */
  precision: LibraryModel['precision']
  state: DownloadState
  /** Bytes on this disk, and of the whole file where that is known. */
  bytes: number
  total: number | null
  /** Bytes a second over the last seconds; null where it does not run. */
  rate: number | null
  /** Why it failed, with a hint. */
  error: Failure | null
}

export interface ModelLibraryInfo {
  /** The paper's models in the paper's order. */
  known: KnownModel[]
  /** The embedded model first. */
  installed: LibraryModel[]
  downloads: Download[]
  measurements: Measurement[]
  /** What `default` means: the id of an installed model. */
  defaultModel: string
  /** Where models are kept, what they take there, and what is free; null where the system does not say. */
  folder: string
  usedBytes: number
  freeBytes: number | null
  network: NetworkSettings
  /** Model files that cannot be read any more. */
  problems: (Failure & { file: string })[]
}

const id = z.string().min(1)

const precision = z.enum(precisions)

const resolution = z.int().min(16).max(2048)

/** The model library; none of it needs a project. */
export const modelLibraryCalls = {
  models: z.strictObject({}),
  importModel: z.strictObject({
    file: z.string().min(1),
    labels: z.string().min(1).optional(),
    name: z
      .string()
      .regex(/^[\p{L}\p{N}._-]+$/u, 'letters, digits, dot, dash and underscore only')
      .optional(),
    resolution: z.int().min(1).max(2048).optional(),
    heads: z.int().min(1).max(256).optional(),
    precision: precision.default('float32'),
    /** ImageNet's where neither this nor the registry of known models says otherwise. */
    preprocessing: z.enum(presetNames).optional(),
  }),
  listModelLibrary: z.strictObject({}),
  /**
   * Begins a download or resumes one, and returns: events report the rest. Once it is whole and its checksum right,
   * it is installed. The source is the model's first one where not given.
   */
  startDownload: z.strictObject({
    model: id,
    source: z.enum(sourceKinds).optional(),
    precision: precision.default('float32'),
  }),
  pauseDownload: z.strictObject({ model: id }),
  /** Ends it and removes what came. */
  discardDownload: z.strictObject({ model: id }),
  /**
   * The same weights at another resolution (position embeddings are interpolated)
   * or precision, installed beside the first.
   */
  makeVariant: z.strictObject({ model: id, resolution: resolution.optional(), precision: precision.optional() }),
  renameModel: z.strictObject({ id, title: z.string().trim().min(1).max(200) }),
  /** null: the embedded one again. */
  setDefaultModel: z.strictObject({ id: id.nullable() }),
  /** Its file goes; what it predicted in projects stays. */
  removeModel: z.strictObject({ id }),
  setNetwork: networkSchema,
}

/** What is being measured now. */
export interface Measuring {
  modelId: string
  engine: Measurement['engine']
  done: number
  total: number
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
  /** False for external classifiers: no token, no maps. */
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
