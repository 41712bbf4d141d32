import { modelRanks } from '../catalog/rows.ts'
import { z } from 'zod'
import type { ExportResult } from '../formats/calls.ts'
import { measuredEngines } from '../model-library/calls.ts'
import { engine, model } from '../project/schemas.ts'

/** Running models. */
export const predictCalls = {
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
