import { parentPort, workerData } from 'node:worker_threads'
import { openSession, type Runtime, type Session, type SessionOptions } from './session.ts'
import type { BatchOutput, EngineModel } from './engine.ts'

/**
 * The thread that runs the model: onnxruntime-node's `run` blocks the thread it is called on for the whole batch, and
 * decoding and storing must go on meanwhile.
 */
export interface WorkerInput {
  model: EngineModel
  options: SessionOptions
}
export type WorkerRequest = { id: number; pixels: Uint8Array<ArrayBuffer> } | { close: true }
export type WorkerReply =
  { id: number; output: BatchOutput } | { id: number; error: string } | { ready: true } | { failed: string }

const port = parentPort!
const { model, options } = workerData as WorkerInput
const post = (reply: WorkerReply, transfer: ArrayBuffer[] = []): void => port.postMessage(reply, transfer)

async function loadRuntime(): Promise<Runtime> {
  if (options.provider !== 'wasm') return (await import('onnxruntime-node')).default
  return await import('onnxruntime-web/wasm')
}

async function start(): Promise<Session | null> {
  try {
    const session = await openSession(await loadRuntime(), model, options)
    // The runtime has its own copy by now.
    model.onnx = new Uint8Array(0)
    post({ ready: true })
    return session
  } catch (error) {
    post({ failed: (error as Error).message })
    return null
  }
}

const session = await start()
port.on('message', (request: WorkerRequest) => void ('close' in request ? close() : answer(request.id, request.pixels)))

// One at a time: messages wait in the port while a run holds the thread.
async function answer(id: number, pixels: Uint8Array): Promise<void> {
  try {
    const output = await session!.run(pixels)
    const buffers = Object.values(output).flatMap((value) =>
      value instanceof Float32Array ? [value.buffer as ArrayBuffer] : [],
    )
    post({ id, output }, buffers)
  } catch (error) {
    post({ id, error: (error as Error).message })
  }
}

/** The thread ends by itself once nothing listens: ending it from outside in the middle of a run aborts the process. */
async function close(): Promise<void> {
  await session?.dispose()
  port.close()
}
