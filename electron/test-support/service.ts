import { expect, vi } from 'vitest'
import type { CallResults } from '../api/handlers.ts'
import type { ServiceEvent } from '../api/events.ts'
import type { CallArgs, CallName } from '../api/calls.ts'
import { Service } from '../project/service.ts'
import type { Project } from '../project/project.ts'
import { answerRequest } from '../api/requests.ts'
import { dispatch } from '../api/dispatch.ts'

/** The service as a page sees it: its calls, and its events. */
export class TestService {
  #service: Service | null = null

  /** Made at the first call, of the data folder that the environment names by then. */
  get service(): Service {
    return (this.#service ??= new Service())
  }

  /** The project that is shown. */
  get shown(): Project | null {
    return this.service.shown
  }

  /** Closes the project that is shown; the service stays. */
  readonly closeProject = (): Promise<void> => this.service.show(null)

  /** Answers a request of the page for a file or a batch. */
  readonly request = (path: string, init?: RequestInit): Promise<Response> =>
    answerRequest(new Request(`http://glance${path}`, init), this.service)

  /** Ends what is under way; the next call starts another service. */
  readonly close = async (): Promise<void> => {
    const service = this.#service
    this.#service = null
    await service?.close()
  }

  /** All events; emptied to wait for a second job of a kind. */
  events: ServiceEvent[] = []

  /** Asks, and throws what the service refuses. */
  readonly call = async <Name extends CallName>(name: Name, args: CallArgs<Name>): Promise<CallResults[Name]> => {
    const outcome = await dispatch(this.service, name, args, {
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
