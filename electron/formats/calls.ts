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
