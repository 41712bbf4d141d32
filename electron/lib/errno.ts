/** Every way in which Glance refuses or fails, as a person or a script can tell them apart. */
export type ErrorCode =
  | 'wrong-use' // the command or call itself is off: exit 2 in the terminal
  | 'not-found'
  | 'unreadable'
  | 'not-an-image'
  | 'damaged-image'
  | 'too-large'
  | 'unsupported-format'
  | 'damaged-model'
  | 'unsafe-model'
  | 'unsupported-model'
  | 'wrong-labels'
  | 'engine-failed'
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
 * An error a person can act on: `message` names the file and says what is wrong, `wayOut` says what to do about it.
 * Anything thrown that is not a GlanceError is a bug and reaches the person as `internal`.
 */
export class GlanceError extends Error {
  override readonly name = 'GlanceError'
  readonly code: ErrorCode
  readonly wayOut: string

  constructor(code: ErrorCode, message: string, wayOut = '', options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.wayOut = wayOut
  }

  /** One line for a terminal, a status bar or the catalog. */
  get text(): string {
    return this.wayOut === '' ? this.message : `${this.message} ${this.wayOut}`
  }
}

/** The errno of a system error, or an empty string. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
