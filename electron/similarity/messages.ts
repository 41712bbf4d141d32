import { type ErrorCode, GlanceError } from '../../models/errors.ts'
import type { SimilarImages } from '../library/overview-calls.ts'
import type { LayoutOptions } from './layout.ts'
import type { Source } from './store.ts'

/** What the thread that searches is asked. */
export type SearchRequest = { id: number; source: Source; imageId: number; limit: number } | { close: true }
export type SearchReply = { id: number; found: SimilarImages } | { id: number; failed: Failure }

/** What a thread that does one job is started with. */
export type JobInput = { source: Source } & ({ threshold: number } | { layout: LayoutOptions })
export type JobReply<Result> =
  /** How much is done, 0 to 1, and of how many images. */
  { done: number; images: number } | { result: Result } | { failed: Failure }

/** Groups of image ids. */
export type Groups = number[][]

/** An error as it crosses threads, which keep no class of their own. */
export interface Failure {
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
