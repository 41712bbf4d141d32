import type { ShownRow } from './shown-rows.ts'

/** What a format may leave to the person. */
export interface FormatOptions {
  /** Predictions are written, too: those that reach the threshold become labels. Else what people decided alone. */
  predictions: boolean
  /** Predictions written per photo, 0 for none. */
  topK: number
  /** Cells that a spreadsheet would run as a formula are escaped. */
  excelSafe: boolean
}

/** What a format gets beside the images. */
export interface FormatContext extends FormatOptions {
  /** Names of the predicted classes, in index order. */
  labels: readonly string[]
}

/** One way to write the labels of a project: a file of this folder, and a line in the list of `formats.ts`. */
export interface ExportFormat {
  /** What terminal and calls name it by. */
  id: string
  /** Its name in any language. */
  name: string
  /** Of its files, without the point. */
  extension: string
  mediaType: string
  /** Which of the options it has; the page shows only these. */
  options: readonly (keyof FormatOptions)[]
  /** The text of the file, piece by piece, so that no project is too large. `path` is unique in the whole export. */
  write: (images: AsyncIterable<ShownRow>, context: FormatContext) => AsyncIterable<string>
}
