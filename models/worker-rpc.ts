import { packError, type PlainError, unpackError } from './errors.ts'

/*
 * Calls to worker threads and child processes, as tagged messages. Here and not in electron/lib, because the engines of
 * `models`, which imports no other folder, and the page's worker use it, too. comlink and birpc were considered:
 * neither cancels a call, and both lose what makes an error a GlanceError.
 */

/**
 * What messages travel over. A worker and its parent port have this shape; Electron's and the web's ports are wrapped.
 */
export interface Port {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  /** Whether the process stays alive for this port: only while an answer is pending. */
  ref?(): void
  unref?(): void
}

/** What the other side can be asked, by name. The signal is aborted when the answer is not needed any more. */
export type Handlers = Record<string, (args: never, signal: AbortSignal) => unknown>

/**
 * An answer with memory that moves to the caller instead of being copied.
 * Never over a port of Electron, which loses it (electron#34905).
 */
export class Transferred<Value> {
  readonly value: Value
  readonly buffers: ArrayBuffer[]

  constructor(value: Value, buffers: ArrayBuffer[]) {
    this.value = value
    this.buffers = buffers
  }
}

type Args<Calls extends Handlers, Name extends keyof Calls> = Parameters<Calls[Name]>[0]
type Received<Answer> = Answer extends Transferred<infer Value> ? Value : Answer
type Result<Calls extends Handlers, Name extends keyof Calls> = Received<Awaited<ReturnType<Calls[Name]>>>

type Question = { call: number; name: string; args: unknown } | { cancel: number }
type Answer = { result: number; value: unknown } | { failed: number; error: PlainError } | { event: unknown }

/** Calls the handlers at the other end of a port, typed by them. */
export class RpcClient<Calls extends Handlers, Event = never> {
  readonly #port: Port
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>()
  #lastId = 0
  #ended: Error | null = null

  constructor(port: Port, onEvent: (event: Event) => void = () => undefined) {
    this.#port = port
    port.on('message', (message) => {
      const answer = message as Answer
      if ('event' in answer) onEvent(answer.event as Event)
      else if ('result' in answer) this.#pending.get(answer.result)?.resolve(answer.value)
      else this.#pending.get(answer.failed)?.reject(unpackError(answer.error))
    })
  }

  /** Calls that are not answered yet. */
  get pending(): number {
    return this.#pending.size
  }

  get hasEnded(): boolean {
    return this.#ended !== null
  }

  /**
   * The handler's answer. Memory in `transfer` moves to the other side and is gone here.
   *
   * @throws what the handler throws, the signal's reason once it is aborted, or what `end` was given
   */
  async call<Name extends keyof Calls & string>(
    name: Name,
    args: Args<Calls, Name>,
    { signal, transfer = [] }: { signal?: AbortSignal; transfer?: readonly ArrayBuffer[] } = {},
  ): Promise<Result<Calls, Name>> {
    signal?.throwIfAborted()
    if (this.#ended !== null) throw this.#ended
    const id = ++this.#lastId
    const answer = Promise.withResolvers<unknown>()
    const cancel = (): void => {
      answer.reject(signal!.reason)
      this.#send({ cancel: id }, [])
    }
    this.#pending.set(id, answer)
    signal?.addEventListener('abort', cancel, { once: true })
    this.#port.ref?.()
    try {
      this.#send({ call: id, name, args }, transfer)
      return (await answer.promise) as Result<Calls, Name>
    } finally {
      signal?.removeEventListener('abort', cancel)
      this.#pending.delete(id)
      if (this.#pending.size === 0) this.#port.unref?.()
    }
  }

  /** The other side is gone: every call, pending or to come, is rejected with this error. */
  end(error: Error): void {
    this.#ended ??= error
    for (const { reject } of this.#pending.values()) reject(this.#ended)
  }

  #send(question: Question, transfer: readonly ArrayBuffer[]): void {
    this.#port.postMessage(question, transfer)
  }
}

/** A worker thread as seen from where it was started. */
interface Thread extends Port {
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'exit', listener: () => void): unknown
}

/**
 * A client of a worker thread. What is pending when it dies is rejected with what `describe` makes
 * of its error; null: it only ended.
 */
export function connectThread<Calls extends Handlers, Event = never>(
  worker: Thread,
  describe: (error: Error | null) => Error,
  onEvent?: (event: Event) => void,
): RpcClient<Calls, Event> {
  const client = new RpcClient<Calls, Event>(worker, onEvent)
  worker.on('error', (error) => client.end(describe(error)))
  worker.on('exit', () => client.end(describe(null)))
  return client
}

/** The side that is called. */
export interface Server<Event> {
  /** Sends the client something that is no answer. */
  emit: (event: Event) => void
  /** Aborts the signals of all calls under way. */
  abortAll: () => void
}

/** Answers the calls that come through a port. */
export function serve<Event = never>(port: Port, handlers: Handlers): Server<Event> {
  const underWay = new Map<number, AbortController>()
  const post = (answer: Answer, transfer: readonly ArrayBuffer[] = []): void => port.postMessage(answer, transfer)

  async function answer(id: number, name: string, args: unknown): Promise<void> {
    const abort = new AbortController()
    underWay.set(id, abort)
    try {
      if (!Object.hasOwn(handlers, name)) throw new Error(`Unknown call "${name}".`)
      const result = await handlers[name]!(args as never, abort.signal)
      if (result instanceof Transferred) post({ result: id, value: result.value }, result.buffers)
      else post({ result: id, value: result })
    } catch (error) {
      post({ failed: id, error: packError(error) })
    } finally {
      underWay.delete(id)
    }
  }

  port.on('message', (message) => {
    const question = message as Question
    if ('cancel' in question) underWay.get(question.cancel)?.abort()
    else void answer(question.call, question.name, question.args)
  })
  return {
    emit: (event) => post({ event }),
    abortAll: () => {
      for (const abort of underWay.values()) abort.abort()
    },
  }
}
