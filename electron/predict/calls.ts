import { modelRanks } from '../catalog/rows.ts'
import { z } from 'zod'
import type { ExportResult } from '../formats/calls.ts'
import { measuredEngines } from '../model-library/calls.ts'
import { engine, model, path, threshold, topK } from '../project/schemas.ts'

/** Running models. */
export const predictCalls = {
  /** The terminal's: a folder in, its labels out. */
  prelabel: z.strictObject({
    folder: path,
    /** Where the labels are written; nowhere where not given. */
    csv: path.optional(),
    /** The project's file; one in the data folder where not given. */
    catalog: path.optional(),
    model,
    engine: engine.default('auto'),
    /** Predictions kept of each head; as many extra columns in the CSV where given. */
    topK: topK.optional(),
    /** Confidence from which on a prediction becomes the label. */
    threshold: threshold.default(0),
    /** Keep the attention rollout of both tokens. */
    maps: z.boolean().default(true),
    /** Make thumbnails in the same pass. */
    thumbnails: z.boolean().default(false),
    excelSafe: z.boolean().default(false),
  }),
  /** Starts a job. `page`: the model is run by the page's worker, which fetches batches from `/inference/`. */
  startPrelabel: z.strictObject({
    model,
    engine: z.enum([...engine.options, 'page']).default('auto'),
    /** `second`: the model in use stays, and this one becomes the comparison model. */
    as: z.enum(modelRanks).default('first'),
  }),
  /**
   * Runs each model with each engine that there is, one after the other,
   * and returns when done; events report the progress.
   */
  measureModels: z.strictObject({
    ids: z.array(z.string().min(1)).min(1),
    engines: z.array(z.enum(measuredEngines)).min(1).optional(),
  }),
  cancelMeasuring: z.strictObject({}),
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
  /**
   * Files and folders that the scan could not read:
   * links to nothing, folders without access, names that are no text.
   */
  unreachable: number
  /** Whether it was stopped before the end; the same call resumes. */
  cancelled: boolean
  seconds: number
  export: ExportResult | null
}
