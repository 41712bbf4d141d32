import { availableParallelism } from 'node:os'
import { utilityProcess, type UtilityProcess } from 'electron'
import type { CallName, CallResults, Outcome } from '../api/calls.ts'
import type { ServiceEvent } from '../project/events.ts'
import type { FromService, PlainResponse, ToService } from '../api/service-messages.ts'
import { t } from './texts.ts'

type Answer = Extract<FromService, { id: number }>
/** A message that wants an answer, before it has its number. */
type Question =
  Extract<ToService, { id: number }> extends infer Message
    ? Message extends { id: number }
      ? Omit<Message, 'id'>
      : never
    : never
type Body = Uint8Array<ArrayBuffer>

interface Waiting {
  answer: (answer: Answer) => void
  fail: () => void
  isRequest: boolean
}

/** A service that ends this soon after its start, this often in a row, is not started again. */
const soon = 5000
const attempts = 3

export interface ServiceOptions {
  /** The process's file. */
  entry: string
  onEvent: (event: ServiceEvent) => void
  /** It died and runs again; false where it is given up. Calls of the page wait until this is done. */
  onRestart: (runs: boolean) => Promise<void>
}

const fail = (why: 'callRestarted' | 'callGivenUp'): { error: { code: string; message: string } } => ({
  error: { code: 'internal', message: t(why) },
})

/** The service process as main sees it: asked by number, started again when it dies. */
export class ServiceClient {
  readonly #options: ServiceOptions
  readonly #waiting = new Map<number, Waiting>()
  #child: UtilityProcess | null = null
  #startedAt = 0
  #shortLives = 0
  #lastId = 0
  #closing = false
  /** What the page's calls wait for: a folder that is being opened at the start, or again. */
  ready: Promise<unknown> = Promise.resolve()

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#start()
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Never rejects, as `dispatch` never does. */
  call<Name extends CallName>(name: Name, args: unknown): Promise<Outcome<CallResults[Name]>> {
    return this.#askOutcome({ call: name, args }) as Promise<Outcome<CallResults[Name]>>
  }

  /** Where an image lies on the disk. */
  locateImage(id: number): Promise<Outcome<string>> {
    return this.#askOutcome({ locate: id }) as Promise<Outcome<string>>
  }

  /** Passes a request of the page on. */
  async request(request: Request): Promise<Response> {
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
    const { method, url } = request
    const plain = await new Promise<PlainResponse | null>((resolve) => {
      const id = this.#ask(
        { request: { method, url, headers: [...request.headers], body } },
        {
          isRequest: true,
          fail: () => resolve(null),
          answer: (answer) => resolve('response' in answer ? answer.response : null),
        },
      )
      request.signal.addEventListener('abort', () => this.#cancel(id), { once: true })
    })
    if (plain === null) return new Response(t('requestFailed'), { status: 503 })
    const { status, headers } = plain
    return new Response([204, 304].includes(status) ? null : (plain.body as Body), { status, headers })
  }

  /** The page that asked is gone, and with it everybody who waits for an answer to a request. */
  cancelRequests(): void {
    for (const [id, { isRequest }] of this.#waiting) if (isRequest) this.#cancel(id)
  }

  /** Lets it finish what must be finished, for so many milliseconds at most. */
  async close(patience: number): Promise<void> {
    this.#closing = true
    const child = this.#child
    if (child === null) return
    const ended = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
    child.postMessage({ close: true } satisfies ToService)
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, patience))])
    child.kill()
  }

  #askOutcome(question: Question): Promise<Outcome<CallResults[CallName]> | Outcome<string>> {
    return new Promise((resolve) => {
      this.#ask(question, {
        isRequest: false,
        fail: () => resolve(fail(this.#child === null ? 'callGivenUp' : 'callRestarted')),
        answer: (answer) => resolve('outcome' in answer ? answer.outcome : fail('callRestarted')),
      })
    })
  }

  #ask(question: Question, waiting: Waiting): number {
    const id = ++this.#lastId
    if (this.#child === null) {
      waiting.fail()
      return id
    }
    this.#waiting.set(id, waiting)
    this.#child.postMessage({ id, ...question })
    return id
  }

  #cancel(id: number): void {
    const waiting = this.#waiting.get(id)
    if (waiting === undefined) return
    this.#waiting.delete(id)
    waiting.fail()
    this.#child?.postMessage({ cancel: id } satisfies ToService)
  }

  #start(): void {
    this.#startedAt = performance.now()
    // Decoding happens on libuv's threads, four of which would leave most machines idle.
    const threads = String(Math.max(4, availableParallelism()))
    const child = utilityProcess.fork(this.#options.entry, [], {
      serviceName: 'Glance service',
      stdio: 'inherit',
      env: { UV_THREADPOOL_SIZE: threads, ...process.env },
    })
    this.#child = child
    child.on('message', (message: FromService) => {
      if ('event' in message) this.#options.onEvent(message.event)
      else {
        this.#waiting.get(message.id)?.answer(message)
        this.#waiting.delete(message.id)
      }
    })
    child.once('exit', (code) => this.#restart(code))
  }

  #restart(code: number): void {
    this.#child = null
    this.#shortLives = performance.now() - this.#startedAt < soon ? this.#shortLives + 1 : 0
    const runs = !this.#closing && this.#shortLives < attempts
    if (!this.#closing) console.error(`The service ended with ${code}.`)
    if (runs) this.#start()
    const lost = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { fail } of lost) fail()
    if (!this.#closing) this.ready = this.#options.onRestart(runs)
  }
}
