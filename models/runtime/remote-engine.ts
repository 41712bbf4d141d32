import { GlanceError } from '../errors.ts'
import type { BatchOutput, Engine, Provider } from './engine.ts'
import { decodeOutput } from './wire.ts'

/** A batch on its way to whoever runs the model. */
export interface RemoteBatch {
  id: number
  /** uint8 [count, size, size, 3]. */
  pixels: Uint8Array<ArrayBuffer>
}

export interface RemoteEngineOptions {
  provider: Provider
  description: string
  batchSize: number
  /** Batches that may be out at once, so that neither side waits for the other. */
  capacity: number
  /** Bytes of one image's pixels. */
  imageBytes: number
}

interface Pending extends RemoteBatch {
  resolve: (output: BatchOutput) => void
  reject: (error: unknown) => void
}

/**
 * An engine whose runs are done elsewhere, by a worker that fetches batches and posts answers: the page's GPU.
 * A batch stays here until its answer came, so a worker that died costs nothing but time: `requeue` sends its
 * batches again.
 */
export class RemoteEngine implements Engine {
  readonly provider: Provider
  readonly description: string
  readonly batchSize: number
  readonly capacity: number
  readonly #imageBytes: number
  /** In the order they came; handed out ones stay until they are answered. */
  readonly #pending = new Map<number, Pending>()
  readonly #handedOut = new Set<number>()
  #waiting: ((batch: RemoteBatch | null) => void)[] = []
  #lastId = 0
  #ended = false

  constructor({ provider, description, batchSize, capacity, imageBytes }: RemoteEngineOptions) {
    this.provider = provider
    this.description = description
    this.batchSize = batchSize
    this.capacity = capacity
    this.#imageBytes = imageBytes
  }

  /** Whether nothing will be handed out any more. */
  get hasEnded(): boolean {
    return this.#ended
  }

  run(pixels: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<BatchOutput> {
    if (this.#ended) return Promise.reject(ended())
    if (this.#pending.size >= this.capacity)
      return Promise.reject(
        new GlanceError('engine-failed', 'More than {max} runs at once.', '', { params: { max: this.capacity } }),
      )
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const id = ++this.#lastId
      this.#pending.set(id, { id, pixels, resolve, reject })
      this.#serve()
    })
  }

  /** The next batch, as soon as there is one; null once the engine ended or `signal` was aborted. */
  take(signal: AbortSignal): Promise<RemoteBatch | null> {
    if (this.#ended || signal.aborted) return Promise.resolve(null)
    return new Promise((resolve) => {
      const settle = (batch: RemoteBatch | null): void => {
        signal.removeEventListener('abort', leave)
        resolve(batch)
      }
      const leave = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== settle)
        resolve(null)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.push(settle)
      this.#serve()
    })
  }

  /**
   * Takes the answer to a batch. One that is not awaited (answered already, by the worker's successor) is ignored.
   *
   * @throws GlanceError `engine-failed` where the answer cannot be used; the batch is handed out again
   */
  answer(id: number, bytes: Uint8Array): void {
    const run = this.#pending.get(id)
    if (run === undefined) return
    try {
      const output = decodeOutput(bytes, run.pixels.length / this.#imageBytes)
      this.#pending.delete(id)
      this.#handedOut.delete(id)
      run.resolve(output)
    } catch (error) {
      this.#handedOut.delete(id)
      this.#serve()
      throw error
    }
  }

  /** The worker is gone: what it had not answered goes to the next one. */
  requeue(): void {
    this.#handedOut.clear()
    this.#serve()
  }

  /** The worker has failed: pending runs are rejected with the reason. */
  fail(message: string): void {
    this.#end(new GlanceError('engine-failed', message, 'Choose another engine.'))
  }

  dispose(): Promise<void> {
    this.#end(ended())
    return Promise.resolve()
  }

  #serve(): void {
    for (const { id, pixels } of this.#pending.values()) {
      if (this.#waiting.length === 0) return
      if (this.#handedOut.has(id)) continue
      this.#handedOut.add(id)
      this.#waiting.shift()!({ id, pixels })
    }
  }

  #end(error: GlanceError): void {
    this.#ended = true
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
    for (const settle of this.#waiting) settle(null)
    this.#waiting = []
  }
}

const ended = (): GlanceError => new GlanceError('engine-failed', 'The engine was stopped.', '')
