import { GlanceError } from '../lib/errno.ts'
import { ModelError } from '../../models/errors.ts'

/** An error as a caller hears it. */
export function describeError(error: unknown): { code: string; message: string } {
  if (error instanceof GlanceError) return { code: error.code, message: error.text }
  if (error instanceof ModelError) {
    const sentence = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`
    return { code: error.code, message: `${sentence} ${error.wayOut}`.trim() }
  }
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
