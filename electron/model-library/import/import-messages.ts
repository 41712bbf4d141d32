import { type ErrorCode, GlanceError } from '../../lib/errno.ts'
import { ModelError } from '../../../models/errors.ts'
import type { ImportOptions } from './import-model.ts'
import type { VariantOptions } from './variant.ts'

/** What the thread that converts is started with. */
export type ImportTask = { import: ImportOptions } | { variant: VariantOptions & { file: string; modelsFolder: string } }

export type ImportReply = { path: string } | { failed: Failure }

/** An error as it crosses threads, which keep no class of their own. */
interface Failure { code: ErrorCode; message: string; wayOut: string }

export function packError(error: unknown): Failure {
  if (error instanceof GlanceError || error instanceof ModelError) return { code: error.code, message: error.message, wayOut: error.wayOut }
  return { code: 'internal', message: error instanceof Error ? (error.stack ?? error.message) : String(error), wayOut: '' }
}

/** A ModelError comes back as a GlanceError: a sentence of its own, so that the way out can follow it. */
export function unpackError({ code, message, wayOut }: Failure): GlanceError {
  return new GlanceError(code, /[.!?]$/.test(message) ? message : `${message}.`, wayOut)
}
