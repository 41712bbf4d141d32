import { parentPort } from 'node:worker_threads'
import { serve, Transferred } from '../worker-rpc.ts'
import { openSession, type Runtime, type Session, type SessionOptions } from './session.ts'
import type { BatchOutput, EngineModel } from './engine.ts'

/*
 * The thread that runs the model: onnxruntime-node's `run` blocks the thread it is called on for the whole batch, and
 * decoding and storing must continue meanwhile.
 */
let session: Session | null = null

const handlers = {
  async open({ model, options }: { model: EngineModel; options: SessionOptions }): Promise<void> {
    session = await openSession(await loadRuntime(options), model, options)
    // The runtime has its own copy by now.
    model.onnx = new Uint8Array(0)
  },

  // One at a time: messages wait in the port while a run holds the thread.
  async run(pixels: Uint8Array): Promise<Transferred<BatchOutput>> {
    const output = await session!.run(pixels)
    const buffers = Object.values(output).flatMap((value) =>
      value instanceof Float32Array ? [value.buffer as ArrayBuffer] : [],
    )
    return new Transferred(output, buffers)
  },

  /**
   * The thread ends by itself once nothing listens: ending it from outside in the middle of a run aborts the process.
   */
  async close(): Promise<void> {
    await session?.dispose()
    parentPort!.close()
  },
}
export type EngineCalls = typeof handlers

serve(parentPort!, handlers)

async function loadRuntime({ provider }: SessionOptions): Promise<Runtime> {
  if (provider !== 'wasm') return (await import('onnxruntime-node')).default
  return await import('onnxruntime-web/wasm')
}
