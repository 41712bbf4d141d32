import { Worker } from 'node:worker_threads'
import { GlanceError } from '../errors.ts'
import { connectThread } from '../worker-rpc.ts'
import type { Engine, EngineModel } from './engine.ts'
import type { SessionOptions } from './session.ts'
import { watchSilence } from './silence.ts'
import type { EngineCalls } from './node-worker.ts'

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
  const failure = (message: string): GlanceError =>
    new GlanceError(
      'engine-failed',
      `${model.fileName} cannot be run on ${options.provider}: ${shorten(message)}.`,
      options.provider === 'cpu' ? 'Import or download the model again.' : 'Try --engine cpu.',
    )
  const wrap = (error: unknown): GlanceError =>
    error instanceof GlanceError ? error : failure((error as Error).message)
  const worker = new Worker(new URL('./node-worker.ts', import.meta.url))
  const rpc = connectThread<EngineCalls>(worker, (error) => failure(error?.message ?? 'it was stopped'))
  /** The thread ends by itself, after the run under way: ending it from outside then could take the process with it. */
  const close = (): Promise<void> => rpc.call('close', undefined).catch(() => undefined) // the end is its answer
  const silence = watchSilence(
    patience,
    () => rpc.pending > 0,
    () => {
      void close()
      rpc.end(
        new GlanceError(
          'engine-failed',
          `${model.fileName} stopped responding on ${options.provider}.`,
          'Run it again: finished work is kept.',
        ),
      )
    },
  )
  worker.on('message', () => silence.heard())
  worker.on('exit', () => silence.stop())
  // A copy of its own, which moves to the thread and is dropped there: a base model has 344 MB of weights.
  const onnx = new Uint8Array(model.onnx)
  try {
    await rpc.call('open', { model: { ...model, onnx }, options }, { transfer: [onnx.buffer] })
  } catch (error) {
    if (!rpc.hasEnded) await worker.terminate()
    throw wrap(error)
  }

  const disposal = new AbortController()
  return {
    provider: options.provider,
    description,
    batchSize: options.batchSize,
    capacity,
    async run(pixels, signal) {
      if (rpc.pending >= capacity) throw failure(`more than ${capacity} runs at once`)
      signal?.throwIfAborted()
      try {
        return await rpc.call('run', pixels, { signal: disposal.signal, transfer: [pixels.buffer] })
      } catch (error) {
        throw wrap(error)
      }
    },
    async dispose() {
      if (disposal.signal.aborted) return
      disposal.abort(failure('it was stopped'))
      await close()
    },
  }
}

/** The runtime's messages begin with source files and end in stack traces; what a person can use is one sentence. */
function shorten(message: string): string {
  if (message.includes('Failed to get a WebGPU adapter')) return 'this machine has no WebGPU adapter'
  return message.trim().split('\n')[0]!.replace(/\.$/, '')
}
