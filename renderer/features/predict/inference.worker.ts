import * as ort from 'onnxruntime-web/webgpu'
import type { InferenceOffer } from '../../../electron/api/page.ts'
import { serve } from '../../../models/worker-rpc.ts'
import type { WorkerLost } from './worker/messages.ts'
import { probe, type Probe, type ProbeOptions } from './worker/offer.ts'
import { type WebPort, wrapPort } from './worker/port.ts'
import { work } from './worker/work.ts'

/** The thread that runs the model in this window. It is in `assets/`; onnxruntime's own files are beside that. */
const runtime = new URL('../ort/', self.location.href)
ort.env.wasm.wasmPaths = {
  mjs: new URL('ort-wasm-simd-threaded.asyncify.mjs', runtime).href,
  wasm: new URL('ort-wasm-simd-threaded.asyncify.wasm', runtime).href,
}
// Threads need shared memory; without it the runtime would fall back to one silently.
ort.env.wasm.numThreads = self.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, 8) : 1

let found: Probe | null = null

const handlers = {
  /** What this window can run on. */
  async probe(options: ProbeOptions): Promise<InferenceOffer> {
    found = await probe(options)
    // A lost device answers with zeros or not at all: this thread is of no use any more.
    void found.device?.lost.then(({ message }) =>
      emit({ lost: `The GPU was lost: ${message || 'no reason was reported'}` }),
    )
    return found.offer
  },
  /** Works for the service, which the page finds below `base`, until its run ends. */
  async work({ base }: { base: string }): Promise<void> {
    if (found === null) throw new Error('The worker was not asked what it can run on.')
    await work(ort, found, base)
  },
}
export type WorkerCalls = typeof handlers

const { emit } = serve<WorkerLost>(wrapPort(self as unknown as WebPort), handlers)
