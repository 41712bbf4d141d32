import { availableParallelism } from 'node:os'
import type { CallResults } from '../api/handlers.ts'
import type { Outcome } from '../api/outcome.ts'
import type { ServiceEvent } from '../api/events.ts'
import { utilityProcess, type UtilityProcess } from 'electron'
import type { CallName } from '../api/calls.ts'
import type { ServiceCalls } from '../api/service-process.ts'
import { RpcClient } from '../../models/worker-rpc.ts'
import { t } from './texts.ts'

type Rpc = RpcClient<ServiceCalls, ServiceEvent>

/** A service that ends this soon after its start, this often in a row, is not started again. */
const soon = 5000
const attempts = 3

export interface ServiceOptions {
  /** The process's file. */
  entry: string
  onEvent: (event: ServiceEvent) => void
  /** It died and runs again; false where it is not started again. Calls of the page wait until this is done. */
  onRestart: (runs: boolean) => Promise<void>
}

/** The service process as main sees it, started again when it dies. */
export class ServiceClient {
  readonly #options: ServiceOptions
  /** The page's requests that are not answered yet. */
  readonly #requests = new Set<AbortController>()
  #child: UtilityProcess
  #rpc: Rpc
  #startedAt = 0
  #shortLives = 0
  #closing = false
  /** What the page's calls wait for: a folder that is being opened at the start, or again. */
  ready: Promise<unknown> = Promise.resolve()

  constructor(options: ServiceOptions) {
    this.#options = options
    ;[this.#child, this.#rpc] = this.#start()
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Never rejects, as `dispatch` never does. */
  call<Name extends CallName>(name: Name, args: unknown): Promise<Outcome<CallResults[Name]>> {
    return this.#rpc.call('call', { name, args }).catch(fail) as Promise<Outcome<CallResults[Name]>>
  }

  /** The path of an image on the disk. */
  locateImage(id: number): Promise<Outcome<string>> {
    return this.#rpc.call('locate', id).catch(fail)
  }

  /** Passes a request of the page on. */
  async request(request: Request): Promise<Response> {
    const { method, url } = request
    const headers = [...request.headers]
    const abort = new AbortController()
    this.#requests.add(abort)
    request.signal.addEventListener('abort', () => abort.abort(), { once: true })
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
    const plain = await this.#rpc
      .call('request', { method, url, headers, body }, { signal: abort.signal })
      .catch(() => null)
      .finally(() => this.#requests.delete(abort))
    if (plain === null) return new Response(t('requestFailed'), { status: 503 })
    return new Response([204, 304].includes(plain.status) ? null : plain.body, plain)
  }

  /** The page that asked is gone, and nothing waits for an answer to its requests. */
  cancelRequests(): void {
    for (const abort of this.#requests) abort.abort()
  }

  /** Lets it finish what must be finished, for so many milliseconds at most. */
  async close(timeoutMs: number): Promise<void> {
    this.#closing = true
    if (this.#rpc.hasEnded) return
    const ended = this.#rpc.call('close', undefined).catch(() => undefined) // its end is the answer
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, timeoutMs))])
    this.#child.kill()
  }

  #start(): [UtilityProcess, Rpc] {
    this.#startedAt = performance.now()
    // Decoding happens on libuv's threads, four of which would leave most machines idle.
    const threads = String(Math.max(4, availableParallelism()))
    const child = utilityProcess.fork(this.#options.entry, [], {
      serviceName: 'Glance service',
      stdio: 'inherit',
      env: { UV_THREADPOOL_SIZE: threads, ...process.env },
    })
    const rpc: Rpc = new RpcClient(
      {
        postMessage: (message) => child.postMessage(message),
        on: (event, listener) => child.on(event, listener),
      },
      this.#options.onEvent,
    )
    child.once('exit', (code) => this.#restart(rpc, code))
    return [child, rpc]
  }

  #restart(ended: Rpc, code: number): void {
    this.#shortLives = performance.now() - this.#startedAt < soon ? this.#shortLives + 1 : 0
    const runs = !this.#closing && this.#shortLives < attempts
    if (!this.#closing) console.error(`The service ended with ${code}.`)
    if (runs) [this.#child, this.#rpc] = this.#start()
    ended.end(new Error(t(runs ? 'callRestarted' : 'callGivenUp')))
    if (!this.#closing) this.ready = this.#options.onRestart(runs)
  }
}

const fail = (error: Error): { error: { code: string; message: string } } => ({
  error: { code: 'internal', message: error.message },
})
