/** Every reason for which Glance refuses or fails, as a person or a script can tell them apart. */
export type ErrorCode = ModelErrorCode | ServiceErrorCode

const modelErrors = [
  'damaged-model', // truncated, malformed, not what its name says
  'unsafe-model', // asks for code to be run
  'unsupported-model', // sound, but not a shape that Glance runs
  'wrong-labels',
  'engine-failed',
] as const
type ModelErrorCode = (typeof modelErrors)[number]

type ServiceErrorCode =
  | 'not-found'
  | 'wrong-use' // the command or call itself is invalid: exit 2 in the terminal
  | 'unreadable'
  | 'not-an-image'
  | 'damaged-image'
  | 'too-large'
  | 'unsupported-format'
  | 'catalog-damaged'
  | 'catalog-newer'
  | 'catalog-read-only'
  | 'catalog-busy'
  | 'disk-full'
  | 'download-failed'
  | 'wrong-checksum'
  | 'cancelled'
  | 'internal'

/**
 * The one error class: an error that a person can act on. `message` names the file and says what is wrong, `hint` says what
 * to do about it. Anything thrown that is not a GlanceError is a bug and is reported as `internal`.
 */
export class GlanceError extends Error {
  override readonly name = 'GlanceError'
  readonly code: ErrorCode
  readonly hint: string
  /** The file that it is about, where there is one. */
  readonly file: string | null

  constructor(
    code: ErrorCode,
    message: string,
    hint = '',
    { cause, file = null }: { cause?: unknown; file?: string | null } = {},
  ) {
    super(message, cause === undefined ? {} : { cause })
    this.code = code
    this.hint = hint
    this.file = file
  }

  /** One line for a terminal, a status bar or the catalog. */
  get text(): string {
    if (this.hint === '') return this.message
    return `${/[.!?]$/.test(this.message) ? this.message : `${this.message}.`} ${this.hint}`
  }
}

/** Whether a model was refused or failed: another model, or another engine, may do better. */
export const isModelError = (error: unknown): error is GlanceError =>
  error instanceof GlanceError && modelErrors.some((code) => code === error.code)

/** An error as it crosses threads and processes, which keep no class of their own; `code` is null for what is not a GlanceError. */
export interface PlainError {
  code: ErrorCode | null
  message: string
  hint: string
  file: string | null
  stack: string | undefined
}

export function packError(error: unknown): PlainError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  if (!(error instanceof GlanceError)) return { code: null, message, hint: '', file: null, stack }
  return { code: error.code, message, hint: error.hint, file: error.file, stack }
}

export function unpackError({ code, message, hint, file, stack }: PlainError): Error {
  const error = code === null ? new Error(message) : new GlanceError(code, message, hint, { file })
  if (stack !== undefined) error.stack = stack
  return error
}
