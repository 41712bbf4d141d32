/** Why a model was refused or failed. `models/` stands alone, so it has its own error; the service translates it. */
export type ModelErrorCode =
  | 'not-found'
  | 'damaged-model' // truncated, malformed, not what its name says
  | 'unsafe-model' // asks for code to be run
  | 'unsupported-model' // sound, but not a shape that Glance runs
  | 'wrong-labels'
  | 'engine-failed'

/** `message` names the file or tensor and what is wrong; `wayOut` says what to do about it. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  readonly wayOut: string

  constructor(code: ModelErrorCode, message: string, wayOut = '', options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
    this.wayOut = wayOut
  }
}
