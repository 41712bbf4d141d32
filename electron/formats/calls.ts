import { z } from 'zod'
import { formatIds } from './formats.ts'
import { path, threshold, topK } from '../project/schemas.ts'

/** Labels out of a project. */
export const formatCalls = {
  export: z.strictObject({
    /** Which folder's project; or give the catalog. */
    folder: path.optional(),
    catalog: path.optional(),
    /** The file to write, in whatever format. */
    csv: path,
    format: z.enum(formatIds).default('csv'),
    /** The project's own model and threshold where not given. */
    model: path.optional(),
    threshold: threshold.optional(),
    topK: topK.optional(),
    excelSafe: z.boolean().default(false),
  }),
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
