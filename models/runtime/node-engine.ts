import { Worker } from 'node:worker_threads'
import { GlanceError } from '../errors.ts'
import { connectThread } from '../worker-rpc.ts'
import type { Engine, EngineModel } from './engine.ts'
import { notFinite, onlyZeros, type SessionOptions } from './session.ts'
import type { EngineCalls } from './node-worker.ts'
import { startWatchdog } from './watchdog.ts'

/**
 * One run under way and one ready behind it: the model never waits, and no more than two batches of pixels are held.
 */
const capacity = 2
/**
 * Milliseconds after which a thread that owes an answer counts as hung:
 * far beyond the slowest model's batch on the slowest machine.
 */
const timeoutMs = 600_000

const stopped = 'it was stopped'
const noAdapter = 'this machine has no WebGPU adapter'
const tooManyRuns = 'more than {max} runs at once'
const knownReasons = [stopped, noAdapter, tooManyRuns, notFinite, onlyZeros]

/**
 * A model in a thread of its own, run by onnxruntime-node (`cpu`, `webgpu`) or onnxruntime-web (`wasm`).
 *
 * @throws GlanceError `engine-failed` where the runtime refuses the model,
 * has no such provider, or does not answer any more
 */
export async function openNodeEngine(
  model: EngineModel,
  options: SessionOptions,
  description: string,
): Promise<Engine> {
  const failure = (message: string): GlanceError => {
    const reason = shorten(message)
    return new GlanceError(
      'engine-failed',
      // A reason of the runtime's own is a value: there are too many to translate.
      `{file} cannot be run on {engine}: ${knownReasons.includes(reason) ? reason : '{reason}'}.`,
      options.provider === 'cpu' ? 'Import or download the model again.' : 'Try --engine cpu.',
      { params: { file: model.fileName, engine: options.provider, reason, max: capacity } },
    )
  }
  const wrap = (error: unknown): GlanceError =>
    error instanceof GlanceError ? error : failure((error as Error).message)
  const worker = new Worker(new URL('./node-worker.ts', import.meta.url))
  const rpc = connectThread<EngineCalls>(worker, (error) => failure(error?.message ?? stopped))
  /** The thread ends by itself, after the run under way: ending it from outside then could take the process with it. */
  const close = (): Promise<void> => rpc.call('close', undefined).catch(() => undefined) // the end is its answer
  const watchdog = startWatchdog(
    timeoutMs,
    () => rpc.pending > 0,
    () => {
      void close()
      rpc.end(
        new GlanceError(
          'engine-failed',
          '{file} stopped responding on {engine}.',
          'Run it again: finished work is kept.',
          { params: { file: model.fileName, engine: options.provider } },
        ),
      )
    },
  )
  worker.on('message', () => watchdog.reset())
  worker.on('exit', () => watchdog.stop())
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
      if (rpc.pending >= capacity) throw failure(tooManyRuns)
      signal?.throwIfAborted()
      try {
        return await rpc.call('run', pixels, { signal: disposal.signal, transfer: [pixels.buffer] })
      } catch (error) {
        throw wrap(error)
      }
    },
    async dispose() {
      if (disposal.signal.aborted) return
      disposal.abort(failure(stopped))
      await close()
    },
  }
}

/** The runtime's messages begin with source files and end in stack traces; what a person can use is one sentence. */
function shorten(message: string): string {
  if (message.includes('Failed to get a WebGPU adapter')) return noAdapter
  return message.trim().split('\n')[0]!.replace(/\.$/, '')
}
