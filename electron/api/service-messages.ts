import type { CallName, CallResults, Outcome } from './calls.ts'
import type { ServiceEvent } from '../project/events.ts'

/** What main and the service process say to each other. Buffers are cloned: Electron's ports lose transferred ones (electron#34905). */
export type ToService =
  | { id: number; call: CallName; args: unknown }
  | { id: number; request: PlainRequest }
  /** Where an image lies: main's alone to know. */
  | { id: number; locate: number }
  /** Nobody waits for this answer any more. */
  | { cancel: number }
  /** Ends what is under way, then the process. */
  | { close: true }

export type FromService =
  | { id: number; outcome: Outcome<CallResults[CallName]> | Outcome<string> }
  | { id: number; response: PlainResponse }
  | { event: ServiceEvent }

export interface PlainRequest {
  method: string
  url: string
  headers: [string, string][]
  body: Uint8Array | null
}
export interface PlainResponse {
  status: number
  headers: [string, string][]
  body: Uint8Array
}
