import { Worker } from 'node:worker_threads'
import { GlanceError } from '../errors.ts'
import type { BatchOutput, Engine, EngineModel } from './engine.ts'
import type { SessionOptions } from './session.ts'
import { watchSilence } from './silence.ts'
import type { WorkerInput, WorkerReply, WorkerRequest } from './node-worker.ts'

interface Waiting {
  resolve: (output: BatchOutput) => void
  reject: (error: unknown) => void
}

/** One run under way and one ready behind it: the model never waits, and no more than two batches of pixels are held. */
const capacity = 2
/** Milliseconds after which a thread that owes an answer is given up: far beyond the slowest model's batch on the slowest machine. */
const patience = 600_000

/**
 * A model in a thread of its own, run by onnxruntime-node (`cpu`, `webgpu`) or onnxruntime-web (`wasm`).
 *
 * @throws GlanceError `engine-failed` where the runtime refuses the model, has no such provider, or does not answer any more
 */
export async function openNodeEngine(
  model: EngineModel,
  options: SessionOptions,
  description: string,
): Promise<Engine> {
  // A copy of its own, which moves to the thread and is dropped there: a base model has 344 MB of weights.
  const onnx = new Uint8Array(model.onnx)
  const worker = new Worker(new URL('./node-worker.ts', import.meta.url), {
    workerData: { model: { ...model, onnx }, options } satisfies WorkerInput,
    transferList: [onnx.buffer],
  })
  const failure = (message: string): GlanceError =>
    new GlanceError(
      'engine-failed',
      `${model.fileName} cannot be run on ${options.provider}: ${shorten(message)}.`,
      options.provider === 'cpu' ? 'Import or fetch the model again.' : 'Try --engine cpu.',
    )
  const waiting = new Map<number, Waiting>()
  let [ended, isStuck] = [false, false]
  /** It is to open or to end: an answer that is owed beside those to runs. */
  let isChanging = true
  const failAll = (error: unknown): void => {
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  const opening = Promise.withResolvers<null>()
  const gone = Promise.withResolvers<null>()
  const silence = watchSilence(
    patience,
    () => isChanging || waiting.size > 0,
    () => {
      ended = isStuck = true
      const error = new GlanceError(
        'engine-failed',
        `${model.fileName} has stopped answering on ${options.provider}.`,
        'Run it again: what was done is kept.',
      )
      opening.reject(error)
      failAll(error)
      gone.resolve(null)
      // Ending it from outside could take the process with it. It ends by itself should it ever go on.
      worker.unref()
      worker.postMessage({ close: true } satisfies WorkerRequest)
    },
  )

  worker.on('message', (reply: WorkerReply) => {
    silence.heard()
    if ('ready' in reply) opening.resolve(null)
    else if ('failed' in reply) opening.reject(failure(reply.failed))
    else {
      const run = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('output' in reply) run?.resolve(reply.output)
      else run?.reject(failure(reply.error))
    }
  })
  worker.on('error', (error: Error) => {
    opening.reject(failure(error.message))
    failAll(failure(error.message))
  })
  worker.on('exit', () => {
    ended = true
    silence.stop()
    gone.resolve(null)
    opening.reject(failure('it was ended')) // before it was ready, it may be; nobody must wait for it then
    failAll(failure('it was ended'))
  })
  try {
    await opening.promise
  } catch (error) {
    if (!isStuck) await worker.terminate()
    throw error
  }
  isChanging = false
  // The engine alone must not keep a finished program alive.
  worker.unref()

  let lastId = 0
  return {
    provider: options.provider,
    description,
    batchSize: options.batchSize,
    capacity,
    run(pixels, signal) {
      if (ended) return Promise.reject(failure('it was ended'))
      if (waiting.size >= capacity) return Promise.reject(failure(`more than ${capacity} runs at once`))
      return new Promise<BatchOutput>((resolve, reject) => {
        signal?.throwIfAborted()
        const id = ++lastId
        worker.ref()
        const settle =
          <Value>(then: (value: Value) => void) =>
          (value: Value): void => {
            if (waiting.size === 0) worker.unref()
            then(value)
          }
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
        worker.postMessage({ id, pixels } satisfies WorkerRequest, [pixels.buffer])
      })
    },
    async dispose() {
      if (ended) return
      ended = true
      failAll(failure('it was ended'))
      isChanging = true
      worker.ref()
      worker.postMessage({ close: true } satisfies WorkerRequest)
      await gone.promise
    },
  }
}

/** The runtime's messages begin with source files and end in stack traces; what a person can use is one sentence. */
function shorten(message: string): string {
  if (message.includes('Failed to get a WebGPU adapter')) return 'this machine has no WebGPU adapter'
  return message.trim().split('\n')[0]!.replace(/\.$/, '')
}
