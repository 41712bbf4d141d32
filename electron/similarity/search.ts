import { Worker } from 'node:worker_threads'
import type { SimilarImages } from './calls.ts'
import { GlanceError } from '../../models/errors.ts'
import { connectThread, type RpcClient } from '../../models/worker-rpc.ts'
import type { SearchCalls } from './search-worker.ts'
import type { Source } from './store.ts'

/** Milliseconds after the last search when the vectors' memory is given back. */
const idleAfter = 300_000

export interface SearchLimits {
  /** Images that are found at most. */
  limit: number
  /** Ids of the images that may be found; all where not given. */
  among?: readonly number[]
}

/**
 * Searches for similar photos, in a thread that is started by the first one and ended
 * when there was no search for a while.
 */
export class SimilarSearch {
  readonly #idleAfter: number
  #thread: RpcClient<SearchCalls> | null = null
  #idle: NodeJS.Timeout | undefined

  constructor(options: { idleAfter?: number } = {}) {
    this.#idleAfter = options.idleAfter ?? idleAfter
  }

  /** Whether vectors are held in memory. */
  get isAwake(): boolean {
    return this.#thread !== null && !this.#thread.hasEnded
  }

  /**
   * The images most like one, of all or of `among`, the likest first, itself left out, with their cosines.
   *
   * @throws GlanceError `not-found` where the model has not seen the image,
   * `unsupported-model` where its predictions have no embeddings yet
   */
  async find(source: Source, imageId: number, { limit, among }: SearchLimits): Promise<SimilarImages> {
    clearTimeout(this.#idle)
    if (this.#thread === null || this.#thread.hasEnded) this.#thread = start()
    const thread = this.#thread
    try {
      return await thread.call('find', { source, imageId, limit, among })
    } finally {
      if (thread === this.#thread && thread.pending === 0) {
        clearTimeout(this.#idle)
        this.#idle = setTimeout(() => void this.close(), this.#idleAfter).unref()
      }
    }
  }

  /** Ends the thread; the next search starts another one. */
  async close(): Promise<void> {
    clearTimeout(this.#idle)
    const thread = this.#thread
    this.#thread = null
    await thread?.call('close', undefined).catch(() => undefined) // its end is the answer
  }
}

function start(): RpcClient<SearchCalls> {
  const worker = new Worker(new URL('./search-worker.ts', import.meta.url))
  return connectThread(
    worker,
    (error) =>
      new GlanceError(
        'internal',
        error === null
          ? 'The search for similar photos was interrupted: it was stopped.'
          : 'The search for similar photos was interrupted: {reason}.',
        'Try again.',
        error === null ? {} : { params: { reason: error.message } },
      ),
  )
}
