import type { InferenceFailure, InferenceOffer, ServiceEvent } from '../../../electron/api/page.ts'
import { RpcClient } from '../../../models/worker-rpc.ts'
import { service } from '../../app/service.svelte.ts'
import type { WorkerCalls } from './inference.worker.ts'
import { type EngineChoice, engineChoices } from '../../../models/runtime/engine.ts'
import type { WorkerLost } from './worker/messages.ts'
import { offerWasm } from './worker/offer.ts'
import { wrapPort } from './worker/port.ts'

export type EngineStatus = Extract<ServiceEvent, { type: 'engine' }>

/** Workers that may be lost in one run before the page stops and the service continues by itself. */
const livesARun = 4

/** Milliseconds in which the service receives an offer. */
const helloAtMost = 10_000
/** Milliseconds that a GPU may take to say what it is. */
const probeAtMost = { usual: 8000, forced: 60_000 }

interface Thread {
  worker: Worker
  rpc: RpcClient<WorkerCalls, WorkerLost>
}

/** What runs the model in this window: a worker of its own, replaced when its GPU is lost. */
class PageEngine {
  /** What runs the model now, or ran it last. */
  status = $state.raw<EngineStatus | null>(null)
  /** What this window could run on; null before it was checked. */
  offer = $state.raw<InferenceOffer | null>(null)
  choice = $state<EngineChoice>(readChoice())
  #thread: Thread | null = null
  #probed: Promise<InferenceOffer> | null = null
  #isWorking = false
  /** Whether another run began before the worker had left the last one. */
  #isWanted = false
  #isHeard = false
  #lives = livesARun

  start(): () => void {
    const stops = [
      service.on('engine', (status) => this.#follow(status)),
      service.on('measuring', ({ measuring }) => {
        if (measuring?.engine === 'page') void this.work()
      }),
    ]
    return () => stops.forEach((stop) => stop())
  }

  setChoice(choice: EngineChoice): void {
    this.choice = choice
    localStorage.setItem('engine', choice)
    this.#end()
  }

  /** Offers this window to the service; says whether its worker is the best to run a model, or the service itself. */
  async choose(): Promise<'auto' | 'cpu' | 'page'> {
    if (this.choice === 'cpu') return 'cpu'
    const offer = await this.#offerSelf()
    this.#lives = livesARun
    // An offer that the service did not receive is none: it does the work itself.
    return this.#isHeard && (offer.provider === 'webgpu' || this.choice === 'wasm') ? 'page' : 'auto'
  }

  /** Offers this window to the service, for its runs. */
  async present(): Promise<void> {
    await this.#offerSelf()
    this.#lives = livesARun
  }

  /** The service says what runs the model; where it is this window, the worker begins. */
  #follow(status: EngineStatus): void {
    this.status = status
    if (status.where === 'page') void this.work()
  }

  /** Takes part in a run that is under way, also one that an earlier page of this window began. */
  async work(): Promise<void> {
    this.#isWanted = this.#isWorking
    if (this.#isWorking) return
    this.#isWorking = true
    const offer = await this.#offerSelf()
    // No second GPU came after the lost one: the service's own engine is faster than WebAssembly here.
    if (this.status?.provider === 'webgpu' && offer.provider === 'wasm') return this.#fail('The GPU was lost.', true)
    const thread = this.#thread
    thread?.rpc.call('work', { base: document.baseURI }).then(
      () => this.#leave(),
      (error: unknown) => this.#lose(thread, (error as Error).message),
    )
  }

  async #offerSelf(): Promise<InferenceOffer> {
    this.#probed ??= this.#start()
    const offer = await this.#probed
    this.offer = offer
    const hello = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(offer),
      signal: AbortSignal.timeout(helloAtMost),
    }
    this.#isHeard = await fetch('inference/hello', hello).then(
      ({ ok }) => ok,
      () => false,
    )
    return offer
  }

  /** A new worker, asked what it can run on. */
  #start(): Promise<InferenceOffer> {
    const worker = new Worker(new URL('./inference.worker.ts', import.meta.url), { type: 'module', name: 'inference' })
    const rpc: Thread['rpc'] = new RpcClient(wrapPort(worker), ({ lost }) => this.#lose(thread, lost))
    const thread = { worker, rpc }
    this.#thread = thread
    worker.addEventListener('error', ({ message }) => this.#lose(thread, message || 'Its worker did not start.'))
    const force = this.choice === 'webgpu'
    const offer = rpc.call('probe', { force, wanted: this.choice === 'wasm' ? 'wasm' : 'best' })
    return new Promise((resolve) => {
      // A GPU process that hangs or dies must not keep a person's job from starting: it is done without it.
      const giveUp = (why: string): void => resolve(offerWasm(why))
      setTimeout(() => giveUp('the GPU does not respond'), force ? probeAtMost.forced : probeAtMost.usual)
      offer.then(resolve, (error: unknown) => {
        this.#lose(thread, (error as Error).message)
        giveUp((error as Error).message)
      })
    })
  }

  #leave(): void {
    this.#isWorking = false
    if (this.#isWanted) void this.work()
  }

  /** Also of one that was replaced meanwhile: then only its calls fail. */
  #lose(thread: Thread, message: string): void {
    thread.rpc.end(new Error(message))
    if (thread === this.#thread) void this.#replace(message)
  }

  /** The service hands out again what the lost worker had not answered. */
  async #replace(message: string): Promise<void> {
    const wasWorking = this.#isWorking
    this.#end()
    if (!wasWorking) return
    const final = --this.#lives === 0
    await this.#fail(message, final)
    if (!final) await this.work()
  }

  async #fail(message: string, final: boolean): Promise<void> {
    if (final) this.#isWorking = false
    const body = JSON.stringify({ message: message.slice(0, 2000), final } satisfies InferenceFailure)
    await fetch('inference/fail', { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(
      () => undefined,
    )
  }

  #end(): void {
    this.#thread?.worker.terminate()
    this.#thread = null
    this.#probed = null
    this.#isWorking = false
    this.#isWanted = false
  }
}

export const pageEngine = new PageEngine()

function readChoice(): EngineChoice {
  const kept = localStorage.getItem('engine') as EngineChoice | null
  return kept !== null && engineChoices.includes(kept) ? kept : 'auto'
}
