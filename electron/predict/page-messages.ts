import type { Preprocessing } from '../../models/deit/preprocess.ts'
import { providers } from '../../models/runtime/engine.ts'
import { precisions } from '../../models/deit/config.ts'
import { z } from 'zod'

/** What the page's worker says of itself before it is given work. */
export const offerSchema = z.strictObject({
  provider: z.enum(providers).exclude(['cpu']),
  precision: z.enum(precisions),
  batchSize: z.int().min(1).max(256),
  /** Whether attention as one operation is right here; see `toEngineModel`. */
  isFused: z.boolean(),
  /** What runs the model and why, for a person. */
  text: z.string().min(1).max(500),
})
export type InferenceOffer = z.infer<typeof offerSchema>

/** What the worker is to run. Its model is at `inference/model`. */
export interface InferenceJob {
  /** Counts the runs of this process: batches and answers of another run are refused. */
  run: number
  fileName: string
  batchSize: number
  preprocessing: Preprocessing
  input: string
  /** Names of the graph's outputs by what they are. */
  outputs: Partial<Record<string, string>> & { clsLogits: string }
}

export const failureSchema = z.strictObject({
  message: z.string().min(1).max(2000),
  /** Whether the worker stops for good; otherwise another one takes over, with what was not answered. */
  final: z.boolean(),
})
export type InferenceFailure = z.infer<typeof failureSchema>
