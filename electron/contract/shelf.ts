import { z } from 'zod'
import type { ModelInfo } from './calls.ts'

/** Where a checkpoint is published: the paper's authors, or the same weights as safetensors at Hugging Face. */
export const sourceKinds = ['official', 'hugging-face'] as const
export type SourceKind = (typeof sourceKinds)[number]

export interface ModelSource {
  kind: SourceKind
  url: string
  /** Bytes of the file; null where no source states them. */
  bytes: number | null
  /** The whole sha256 in hex where a source states it; else null. */
  sha256: string | null
  /** The first digits of the sha256, as torch hub's file names end; null where the name has none. */
  sha256Prefix: string | null
}

/** A model of the paper: what is published of it, whether or not it is installed. */
export interface KnownModel {
  /** timm's name, e.g. `deit_tiny_distilled_patch16_224`. */
  id: string
  /** As the paper calls it, e.g. `DeiT-Ti⚗`. */
  title: string
  distilled: boolean
  /** Pixels a side. */
  size: number
  /** Width, layers and heads. */
  width: number
  depth: number
  heads: number
  /** Parameters, exactly. */
  parameters: number
  /** ImageNet top-1, 0 to 1 (table 5 of the paper). */
  top1: number
  /** Images a second on a V100 in float32 (the same table). */
  v100: number
  /** Multiply-accumulates of one image. */
  macs: number
  licence: string
  sources: ModelSource[]
}

/** How fast a model is here, with one engine. */
export interface Measurement {
  modelId: string
  /** `page`: in the window, by whatever it offers. */
  engine: 'cpu' | 'webgpu' | 'page'
  /** For a person: what ran it. */
  description: string
  imagesPerSecond: number
  /** Seconds from the file to the first answer. */
  loadSeconds: number
  /** Bytes that it took while it ran; null where nobody could tell. */
  memory: number | null
  /** Milliseconds since 1970. */
  measuredAt: number
  /** The processor's name and its cores: figures of another machine are not shown as this one's. */
  machine: string
}

/** How often a model's guess is the project's label. */
export interface LabelAccuracy {
  modelId: string
  /** Images with a label and a guess of this model. */
  images: number
  right: number
  /** Wilson's 95 % interval, 0 to 1. */
  interval: [number, number]
}

/** An installed model as the shelf shows it. */
export interface ShelfModel extends ModelInfo {
  /** What it is called on the page; a person may change it, its id stays. */
  title: string
  /** The paper's model whose weights it has; null where it is none of them. */
  knownId: string | null
  precision: 'float32' | 'float16'
  /** The file that it came from. */
  origin: { file: string; sha256: string }
  /** Multiply-accumulates of one image; null for a foreign classifier. */
  macs: number | null
  /** Pixels a side that it was published at; null where unknown. It can be had at others where it is a DeiT. */
  publishedSize: number | null
  isEmbedded: boolean
}

export type DownloadState = 'running' | 'paused' | 'installing' | 'failed'

export interface Download {
  /** The known model's id. */
  modelId: string
  source: SourceKind
  state: DownloadState
  /** Bytes on this disk, and of the whole file where that is known. */
  bytes: number
  total: number | null
  /** Bytes a second over the last seconds; null where it does not run. */
  rate: number | null
  /** Why it failed, with the way out. */
  error: { code: string; message: string } | null
}

export interface Shelf {
  /** The paper's models in the paper's order. */
  known: KnownModel[]
  /** The embedded model first. */
  installed: ShelfModel[]
  downloads: Download[]
  measurements: Measurement[]
  /** What `default` means: the id of an installed model. */
  defaultModel: string
  /** Where models are kept, what they take there, and what is free; null where the system does not tell. */
  folder: string
  usedBytes: number
  freeBytes: number | null
  network: NetworkSettings
  /** Model files that cannot be read any more. */
  problems: { file: string; message: string }[]
}

export const networkSchema = z.strictObject({
  /** Takes the place of `https://host` of every source; null for the sources themselves. */
  mirror: z.url({ protocol: /^https?$/ }).nullable(),
  /** `http://host:port`; null takes the environment's HTTPS_PROXY. */
  proxy: z.url({ protocol: /^https?$/ }).nullable(),
})
export type NetworkSettings = z.infer<typeof networkSchema>

const id = z.string().min(1)
export const precisions = ['float32', 'float16'] as const
const precision = z.enum(precisions)
/** Pixels a side that the shelf offers; any multiple of the patch may be typed. */
export const resolutions = [224, 288, 384, 448] as const
const resolution = z.int().min(16).max(2048)

/** The model shelf; none of it needs a project. */
export const shelfCalls = {
  listShelf: z.strictObject({}),
  /** Begins a download or goes on with one, and returns: events tell the rest. Once it is whole and its checksum right, it is installed. */
  startDownload: z.strictObject({ model: id, source: z.enum(sourceKinds).default('official'), precision: precision.default('float32') }),
  pauseDownload: z.strictObject({ model: id }),
  /** Ends it and removes what came. */
  discardDownload: z.strictObject({ model: id }),
  /** The same weights at another resolution (position embeddings are interpolated) or precision, installed beside the first. */
  makeVariant: z.strictObject({ model: id, resolution: resolution.optional(), precision: precision.optional() }),
  renameModel: z.strictObject({ id, title: z.string().trim().min(1).max(200) }),
  /** null: the embedded one again. */
  setDefaultModel: z.strictObject({ id: id.nullable() }),
  /** Its file goes; what it predicted in projects stays. */
  removeModel: z.strictObject({ id }),
  setNetwork: networkSchema,
}

/** What models are worth on this machine and on this project. */
export const measureCalls = {
  /** Runs each model with each engine that there is, one after the other, and returns when done; events tell the progress. */
  measureModels: z.strictObject({ ids: z.array(id).min(1), engines: z.array(z.enum(['cpu', 'webgpu', 'page'])).min(1).optional() }),
  cancelMeasuring: z.strictObject({}),
  /** Of every model that predicted in the project that is shown, over its labels. */
  measureAccuracy: z.strictObject({}),
}

/** What is being measured now. */
export interface Measuring { modelId: string; engine: Measurement['engine']; done: number; total: number }

export interface ShelfResults {
  listShelf: Shelf
  startDownload: Shelf
  pauseDownload: Shelf
  discardDownload: Shelf
  makeVariant: ShelfModel
  renameModel: Shelf
  setDefaultModel: Shelf
  removeModel: Shelf
  setNetwork: Shelf
  measureModels: Measurement[]
  cancelMeasuring: null
  measureAccuracy: LabelAccuracy[]
}
