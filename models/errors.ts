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
  | 'catalog-moved' // while it was open
  | 'disk-full'
  | 'download-failed'
  | 'wrong-checksum'
  | 'cancelled'
  | 'internal'

/** What is put into a text in place of `{name}`: a value, another text that is translated too, or some of them. */
export type ErrorParams = Readonly<Record<string, string | number | ErrorDetails | readonly ErrorDetails[]>>

/**
 * What an error says, so that another program can say it in another language:
 * the English texts and what is put into them.
 */
export interface ErrorDetails {
  message: string
  hint: string
  params: ErrorParams
}

/** Gives a text in another language, before its values are put in. */
type Translate = (text: string) => string

/** A text with its `{name}` replaced; a name that is not given stays as it is. */
function fillIn(text: string, params: ErrorParams, translate: Translate): string {
  const say = (value: ErrorParams[string]): string => {
    if (Array.isArray(value)) return value.map(say).join('; ')
    return typeof value === 'object' ? sayDetails(value as ErrorDetails, translate) : String(value)
  }
  return text.replaceAll(/\{(\w+)\}/g, (name, key: string) => (Object.hasOwn(params, key) ? say(params[key]!) : name))
}

/** The text that details make: in English, or in the language of `translate`. */
export const sayDetails = ({ message, hint, params }: ErrorDetails, translate: Translate = (text) => text): string =>
  joinSentences(fillIn(translate(message), params, translate), fillIn(translate(hint), params, translate))

/** A text that is no error by itself: what a note says, or a part of another text. */
export const phrase = (message: string, params: ErrorParams = {}): ErrorDetails => ({ message, hint: '', params })

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
    super(sayDetails(phrase(message, params)), cause === undefined ? {} : { cause })
    this.code = code
    this.hint = sayDetails(phrase(hint, params))
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

/** Why something failed, as plain data: `message` in English, and `details` for another language. */
export interface Failure {
  code: string
  message: string
  details?: ErrorDetails | undefined
}

/** An error as plain data, with its hint unless that is given elsewhere; what is not a GlanceError is a bug. */
export function describeFailure(error: unknown, { withHint = true } = {}): Failure {
  if (!(error instanceof GlanceError))
    return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
  const { code, details } = error
  return withHint
    ? { code, message: error.text, details }
    : { code, message: error.message, details: { ...details, hint: '' } }
}

/** Why something failed, as a part of another text. */
export function reasonOf(error: unknown): ErrorDetails | string {
  const { message, details } = describeFailure(error, { withHint: false })
  return details ?? message
}

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
