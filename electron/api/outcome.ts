import type { ErrorDetails } from '../../models/errors.ts'

/** Why a call failed: `message` in English, and `details` for another language. */
export interface CallFailure {
  code: string
  message: string
  details?: ErrorDetails
}

/** How every call ends. */
export type Outcome<Value> = { ok: Value } | { error: CallFailure }
