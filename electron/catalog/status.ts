import type { ImageState, Status } from './rows.ts'

/** What an image's status follows from. */
export interface StatusFacts {
  isLabeled: boolean
  state: ImageState
  /** Whether a model has run on it. */
  hasRun: boolean
  /** Confidence of the prediction that is shown; null where nothing of the project's classes is predicted. */
  shown: number | null
  /** Confidence from which on a prediction is a pre-label. */
  threshold: number
}

/**
 * The status of an image that is in its folder. A label is kept whatever happens to the file; a file that cannot be
 * read now says nothing about an older prediction.
 */
export function deriveStatus({ isLabeled, state, hasRun, shown, threshold }: StatusFacts): Status {
  if (isLabeled) return 'labeled'
  if (state === 'failed') return 'failed'
  if (shown !== null) return shown >= threshold ? 'pre-labeled' : 'needs review'
  return hasRun ? 'outside' : 'new'
}
