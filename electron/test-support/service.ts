import { expect, vi } from 'vitest'
import type { CallArgs, CallName, CallResults } from '../api/calls.ts'
import type { ServiceEvent } from '../project/events.ts'
import { dispatch } from '../api/dispatch.ts'

/** The service as a page sees it: its calls, and what it tells meanwhile. */
export class TestService {
  /** Everything that was told; emptied to wait for a second job of a kind. */
  events: ServiceEvent[] = []

  /** Asks, and throws what the service refuses. */
  readonly call = async <Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<CallResults[Name]> => {
    const outcome = await dispatch(name, args, {
      emit: (event) => void this.events.push(event),
      signal: new AbortController().signal,
    })
    if ('error' in outcome) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
    return outcome.ok
  }

  /** Waits until a job of this kind has come to its end. */
  readonly ended = (kind: string): Promise<void> =>
    vi.waitFor(
      () => {
        expect(
          this.events.some((event) => event.type === 'job' && event.job.kind === kind && event.job.state === 'done'),
        ).toBe(true)
      },
      { timeout: 50_000 },
    )
}
