import type { Preprocessing } from '../deit/preprocess.ts'

/** What runs a model: a GPU through WebGPU, native CPU, or WebAssembly. */
export const providers = ['webgpu', 'cpu', 'wasm'] as const
export type Provider = (typeof providers)[number]

/** What a person may ask for, in the order of menus: the best there is, or one of them whatever it costs. */
export const engineChoices = ['auto', ...providers] as const
export type EngineChoice = (typeof engineChoices)[number]

/**
 * What an engine is asked to give beside the logits and embeddings; see the graph's variants. `rows`:
 * the rollout, and the special tokens' rows of every layer.
 */
export type Wanted = 'labels' | 'maps' | 'rows' | 'attention'

/**
 * One batch through the model. Shapes as in `buildGraph`, [count, …] flattened;
 * null where the model has no such output.
 */
export interface BatchOutput {
  count: number
  clsLogits: Float32Array
  distLogits: Float32Array | null
  embeddings: Float32Array | null
  attentionRows: Float32Array | null
  rollout: Float32Array | null
  attention: Float32Array | null
}

/**
 * A model, loaded and ready. Runs are done one after the other, each at the one batch size that was warmed up (a last,
 * smaller batch is padded), so that an image's answer does not depend on how many others came with it.
 */
export interface Engine {
  readonly provider: Provider
  /** For a person: the provider and why it was chosen. */
  readonly description: string
  /** Images a run. */
  readonly batchSize: number
  /** Runs that may be under way or waiting at once; one more is refused, so nothing piles up. */
  readonly capacity: number
  /**
   * @param pixels uint8 [count, size, size, 3]; its memory is handed over and gone afterwards
   * @throws GlanceError `engine-failed`; the signal's reason where it is aborted already.
   * A run that is under way ends by itself
   */
  run(pixels: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<BatchOutput>
  /** Ends the engine after the run under way; whoever waits for a run is rejected. */
  dispose(): Promise<void>
}

/** What an engine is made from: everything it needs and nothing of where the model came from. */
export interface EngineModel {
  fileName: string
  /** The .onnx file to run. */
  onnx: Uint8Array
  preprocessing: Preprocessing
  /** Name of the graph's input. */
  input: string
  /** Names of the graph's outputs by what they are. */
  outputs: Partial<Record<Exclude<keyof BatchOutput, 'count'>, string>> & { clsLogits: string }
}
