import { Worker } from 'node:worker_threads'
import { GlanceError } from '../../models/errors.ts'
import { connectThread, type RpcClient } from '../../models/worker-rpc.ts'
import type { TeachCalls } from './worker.ts'

/** The thread that learns: started by the first call, and by the next one after it died. */
export class TeachThread {
  #client: RpcClient<TeachCalls> | null = null
  #isClosed = false

  /** @throws GlanceError `cancelled` after `close`, and what the thread throws */
  call: RpcClient<TeachCalls>['call'] = (name, args, options) => {
    if (this.#isClosed) return Promise.reject(new GlanceError('cancelled', 'The project was closed.'))
    if (this.#client === null || this.#client.hasEnded) this.#client = start()
    return this.#client.call(name, args, options)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    await this.#client?.call('close', undefined).catch(() => undefined) // its end is the answer
  }
}

const start = (): RpcClient<TeachCalls> =>
  connectThread<TeachCalls>(
    new Worker(new URL('./worker.ts', import.meta.url)),
    (error) =>
      new GlanceError(
        'internal',
        error === null
          ? 'Learning from the labels was interrupted: it was stopped.'
          : 'Learning from the labels was interrupted: {reason}.',
        'Label another photo to start it again.',
        error === null ? {} : { params: { reason: error.message } },
      ),
  )
