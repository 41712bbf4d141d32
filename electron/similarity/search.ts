import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { GlanceError } from '../../models/errors.ts'
import type { SimilarImages } from '../library/overview-calls.ts'
import { type SearchReply, type SearchRequest, unpackError } from './messages.ts'
import type { Source } from './store.ts'

/** Milliseconds after the last search when the vectors' memory is given back. */
const idleAfter = 300_000

interface Waiting {
  resolve: (found: SimilarImages) => void
  reject: (error: unknown) => void
}

/** Searches for similar photos, in a thread that is started by the first one and ended when nobody has searched for a while. */
export class SimilarSearch {
  readonly #idleAfter: number
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #idle: NodeJS.Timeout | undefined
  #lastId = 0

  constructor(options: { idleAfter?: number } = {}) {
    this.#idleAfter = options.idleAfter ?? idleAfter
  }

  /** Whether vectors are held in memory. */
  get isAwake(): boolean {
    return this.#worker !== null
  }

  /**
   * The images most like one, the likest first, itself left out, with their cosines.
   *
   * @throws GlanceError `not-found` where the model has not seen the image, `unsupported-model` where it keeps no embeddings
   */
  find(source: Source, imageId: number, limit: number): Promise<SimilarImages> {
    clearTimeout(this.#idle)
    this.#worker ??= this.#start()
    const worker = this.#worker
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId
      this.#waiting.set(id, { resolve, reject })
      worker.ref()
      worker.postMessage({ id, source, imageId, limit } satisfies SearchRequest)
    })
  }

  /** Ends the thread; the next search starts another one. */
  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const worker = this.#worker
    if (worker === null) return
    this.#worker = null
    const exit = once(worker, 'exit')
    worker.ref()
    worker.postMessage({ close: true } satisfies SearchRequest)
    await exit
  }

  #start(): Worker {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url))
    worker.on('message', (reply: SearchReply) => {
      const search = this.#waiting.get(reply.id)
      this.#waiting.delete(reply.id)
      if ('found' in reply) search?.resolve(reply.found)
      else search?.reject(unpackError(reply.failed))
      if (this.#waiting.size > 0) return
      worker.unref() // waiting for the next search must not keep a finished program alive
      clearTimeout(this.#idle)
      this.#idle = setTimeout(() => void this.close(), this.#idleAfter).unref()
    })
    worker.on('error', (error: Error) => this.#end(worker, error.message))
    worker.on('exit', () => this.#end(worker, 'it was ended'))
    return worker
  }

  #end(worker: Worker, reason: string): void {
    if (this.#worker !== null && this.#worker !== worker) return // another one has begun since
    this.#worker = null
    for (const { reject } of this.#waiting.values())
      reject(new GlanceError('internal', `The search for similar photos broke off: ${reason}.`, 'Try again.'))
    this.#waiting.clear()
  }
}
