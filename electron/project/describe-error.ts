import { describeFailure, type Failure, GlanceError } from '../../models/errors.ts'

/** An error as a caller gets it; what is not a GlanceError is a bug, and keeps its stack. */
export function describeError(error: unknown): Failure {
  const failure = describeFailure(error)
  if (error instanceof GlanceError || !(error instanceof Error)) return failure
  return { ...failure, message: error.stack ?? error.message }
}
