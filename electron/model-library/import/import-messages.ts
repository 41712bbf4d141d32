import { type ErrorCode, GlanceError } from '../../../models/errors.ts'
import type { ImportOptions } from './import-model.ts'
import type { VariantOptions } from './variant.ts'

/** What the thread that converts is started with. */
export type ImportTask =
  { import: ImportOptions } | { variant: VariantOptions & { file: string; modelsFolder: string } }

export type ImportReply = { path: string } | { failed: Failure }

/** An error as it crosses threads, which keep no class of their own. */
interface Failure {
  code: ErrorCode
  message: string
  hint: string
}

export function packError(error: unknown): Failure {
  if (error instanceof GlanceError) return { code: error.code, message: error.message, hint: error.hint }
  return {
    code: 'internal',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    hint: '',
  }
}

export const unpackError = ({ code, message, hint }: Failure): GlanceError => new GlanceError(code, message, hint)
