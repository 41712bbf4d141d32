import type { Download, Measuring } from './calls.ts'

/** What happens to installed models, beside what happens in a project. */
export type ModelLibraryEvent =
  /** The model library changed: ask for it again. */
  | { type: 'model-library' }
  /** A download's progress; once it has ended, `modelLibrary` follows. */
  | { type: 'download'; download: Download }
  /** What is measured now; null once nothing is. */
  | { type: 'measuring'; measuring: Measuring | null }
