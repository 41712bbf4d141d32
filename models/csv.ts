/* CSV as RFC 4180 has it. In `models`, because the service and the page write it, and share no other folder. */

/** What a cell may hold; null and undefined are an empty one. */
export type Cell = string | number | boolean | null | undefined

export interface CsvOptions {
  /** Cells that a spreadsheet would run as a formula get a ' in front. File names then differ from those on disk. */
  excelSafe?: boolean
}

/** A row with its CRLF: fields are quoted where they must be, numbers have a point whatever the language. */
export const formatCsvRow = (cells: readonly Cell[], { excelSafe = false }: CsvOptions = {}): string =>
  `${cells.map((cell) => quote(excelSafe && typeof cell === 'string' ? disarm(cell) : String(cell ?? ''))).join(',')}\r\n`

/** A whole file. */
export const formatCsv = (rows: readonly (readonly Cell[])[], options?: CsvOptions): string =>
  rows.map((row) => formatCsvRow(row, options)).join('')

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/**
 * Spreadsheets take the full-width forms of the signs for signs, too
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const disarm = (text: string): string => (/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text)
