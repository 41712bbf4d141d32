/** How every call ends. */
export type Outcome<Value> = { ok: Value } | { error: { code: string; message: string } }
