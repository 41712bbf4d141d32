import type { Failure } from '../../models/errors.ts'

/** How every call ends. */
export type Outcome<Value> = { ok: Value } | { error: Failure }
