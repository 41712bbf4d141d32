import * as ort from 'onnxruntime-web/webgpu'
import type { WorkerReply, WorkerRequest } from './worker/messages.ts'
import { probe, type Probe } from './worker/offer.ts'
import { work } from './worker/work.ts'

/** The thread that runs the model in this window. It lives in `assets/`; the page and onnxruntime's own files lie above. */
const base = new URL('..', self.location.href).href
ort.env.wasm.wasmPaths = {
  mjs: new URL('ort/ort-wasm-simd-threaded.asyncify.mjs', base).href,
  wasm: new URL('ort/ort-wasm-simd-threaded.asyncify.wasm', base).href,
}
// Threads need shared memory; without it the runtime would fall back to one silently.
ort.env.wasm.numThreads = self.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, 8) : 1

const scope = self as unknown as {
  postMessage(reply: WorkerReply): void
  onmessage: ((message: MessageEvent<WorkerRequest>) => void) | null
}
let found: Probe | null = null

scope.onmessage = ({ data }) => {
  answer(data).catch((error: unknown) => scope.postMessage({ type: 'lost', message: (error as Error).message }))
}

async function answer(request: WorkerRequest): Promise<void> {
  if (request.type === 'probe') {
    found = await probe(request)
    // A lost device answers with zeros or not at all: this thread is of no use any more.
    void found.device?.lost.then(({ message }) =>
      scope.postMessage({ type: 'lost', message: `The GPU was lost: ${message || 'it gave no reason'}` }),
    )
    scope.postMessage({ type: 'offer', offer: found.offer })
    return
  }
  if (found === null) throw new Error('The worker was not asked what it can run on.')
  await work(ort, found, base)
  scope.postMessage({ type: 'idle' })
}
