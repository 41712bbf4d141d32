/** Every reason for which Glance refuses or fails, as a person or a script can distinguish them. */
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

/** What is put into a text in place of `{name}`. */
export type ErrorParams = Readonly<Record<string, string | number>>

/**
 * What an error says, so that another program can say it in another language:
 * the English texts and what is put into them.
 */
export interface ErrorDetails {
  message: string
  hint: string
  params: ErrorParams
}

/** A text with its `{name}` replaced; a name that is not given stays as it is. */
export const fillIn = (text: string, params: ErrorParams): string =>
  text.replaceAll(/\{(\w+)\}/g, (name, key: string) => (Object.hasOwn(params, key) ? String(params[key]) : name))

/**
 * The one error class: an error that a person can act on. `message` names the file and says what is wrong, `hint` says
 * what to do about it; `{name}` in either is replaced by `params`, which are kept, so that the page can translate the
 * text. Anything thrown that is not a GlanceError is a bug and is reported as `internal`.
 */
export class GlanceError extends Error {
  override readonly name = 'GlanceError'
  readonly code: ErrorCode
  readonly hint: string
  readonly details: ErrorDetails
  /** The file that it is about, where there is one. */
  readonly file: string | null

  constructor(
    code: ErrorCode,
    message: string,
    hint = '',
    { params = {}, cause, file = null }: { params?: ErrorParams; cause?: unknown; file?: string | null } = {},
  ) {
    super(fillIn(message, params), cause === undefined ? {} : { cause })
    this.code = code
    this.hint = fillIn(hint, params)
    this.details = { message, hint, params }
    this.file = file
  }

  /** One line for a terminal, a status bar or the catalog. */
  get text(): string {
    return joinSentences(this.message, this.hint)
  }
}

/** A message and its hint as one line. */
export const joinSentences = (message: string, hint: string): string =>
  hint === '' ? message : `${/[.!?]$/.test(message) ? message : `${message}.`} ${hint}`

/** Whether a model was refused or failed: another model, or another engine, may do better. */
export const isModelError = (error: unknown): error is GlanceError =>
  error instanceof GlanceError && modelErrors.some((code) => code === error.code)

/**
 * An error as it crosses threads and processes, which keep no class of their own;
 * `code` is null for what is not a GlanceError.
 */
export interface PlainError {
  code: ErrorCode | null
  details: ErrorDetails
  file: string | null
  stack: string | undefined
}

export function packError(error: unknown): PlainError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  if (!(error instanceof GlanceError))
    return { code: null, details: { message, hint: '', params: {} }, file: null, stack }
  return { code: error.code, details: error.details, file: error.file, stack }
}

export function unpackError({ code, details: { message, hint, params }, file, stack }: PlainError): Error {
  const error = code === null ? new Error(message) : new GlanceError(code, message, hint, { params, file })
  if (stack !== undefined) error.stack = stack
  return error
}
