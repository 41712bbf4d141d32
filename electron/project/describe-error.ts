import type { z } from 'zod'
import { type ErrorDetails, GlanceError } from '../../models/errors.ts'

/** An error as a caller gets it; what is not a GlanceError is a bug, and keeps its stack. */
export function describeError(error: unknown): { code: string; message: string; details?: ErrorDetails } {
  if (error instanceof GlanceError) return { code: error.code, message: error.text, details: error.details }
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** What a schema found wrong, in one line. */
export const describeIssues = ({ issues }: z.ZodError): string =>
  issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
