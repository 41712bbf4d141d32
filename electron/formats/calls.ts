export interface ExportResult {
  file: string
  rows: number
  /** Rows by status. */
  labeled: number
  preLabeled: number
  needsReview: number
  outside: number
  failed: number
  new: number
  missing: number
  /** What an audit of these labels states, where they are as they were audited. */
  statement?: string
  /** The file that holds it, beside the labels. */
  statementFile?: string
}
