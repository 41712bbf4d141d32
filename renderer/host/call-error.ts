import type { Failure, Outcome } from '../../electron/api/page.ts'

/** A call that was refused or failed; `message` is for a person. */
export class CallError extends Error {
  override readonly name: string = 'CallError'
  readonly code: string
  readonly details: Failure['details']

  constructor({ code, message, details }: Failure) {
    super(message)
    this.code = code
    this.details = details
  }
}

/** The value of a call that went well. @throws CallError */
export function unwrap<Value>(outcome: Outcome<Value>): Value {
  if ('error' in outcome) throw new CallError(outcome.error)
  return outcome.ok
}
