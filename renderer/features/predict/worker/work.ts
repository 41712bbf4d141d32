import type { InferenceJob } from '../../../../electron/api/page.ts'
import type { EngineModel } from '../../../../models/runtime/engine.ts'
import { openSession, type Runtime, type Session } from '../../../../models/runtime/session.ts'
import { encodeOutput } from '../../../../models/runtime/wire.ts'
import type { Probe } from './offer.ts'

/** Milliseconds between two heartbeats during a long run. */
const heartbeatMs = 10_000

interface Batch {
  id: string
  pixels: Uint8Array
}

/**
 * Runs the model over the service's batches until its run ends. Relative addresses lead to the service on both hosts.
 */
export async function work(ort: Runtime, { offer, device }: Probe, base: string): Promise<void> {
  const ask = (path: string, init?: RequestInit): Promise<Response> => fetch(new URL(`inference/${path}`, base), init)
  const job = await waitForJob(ask)
  if (job === null) return
  const alive = setInterval(() => void ask('alive', { method: 'POST' }).catch(() => undefined), heartbeatMs)
  let session: Session | null = null
  try {
    const model = await fetchModel(ask, job)
    if (model === null) return
    session = await openSession(ort, model, {
      provider: offer.provider,
      batchSize: job.batchSize,
      threads: Math.min(navigator.hardwareConcurrency, 8),
      ...(device === null ? {} : { device }),
    })
    // The next batch is fetched and the last answer posted while the model runs.
    let ahead = fetchBatch(ask, job)
    let answered: Promise<unknown> = Promise.resolve()
    for (let batch = await ahead; batch !== null; batch = await ahead) {
      ahead = fetchBatch(ask, job)
      ahead.catch(() => undefined) // its failure is met when its turn comes
      const start = performance.now()
      const output = await session.run(batch.pixels)
      const seconds = (performance.now() - start) / 1000
      await answered
      answered = postAnswer(ask, job, batch.id, encodeOutput(output), seconds)
      answered.catch(() => undefined)
    }
    await answered
  } finally {
    clearInterval(alive)
    await session?.dispose()
  }
}

type Ask = (path: string, init?: RequestInit) => Promise<Response>

async function waitForJob(ask: Ask): Promise<InferenceJob | null> {
  const response = await ask('job')
  return response.status === 200 ? ((await response.json()) as InferenceJob) : null
}

async function fetchModel(
  ask: Ask,
  { fileName, preprocessing, input, outputs }: InferenceJob,
): Promise<EngineModel | null> {
  const response = await ask('model')
  if (response.status !== 200) return null
  return { fileName, preprocessing, input, outputs, onnx: new Uint8Array(await response.arrayBuffer()) }
}

/** The next batch, as soon as there is one; null once the run has ended. */
async function fetchBatch(ask: Ask, { run }: InferenceJob): Promise<Batch | null> {
  for (;;) {
    const response = await ask(`next?run=${run}`)
    if (response.status === 200)
      return { id: response.headers.get('x-batch')!, pixels: new Uint8Array(await response.arrayBuffer()) }
    if (response.status === 410) return null
    if (response.status !== 204) throw new Error(await response.text())
  }
}

/** The seconds that the model took are sent along, which shows how much of the time it was waiting. */
async function postAnswer(
  ask: Ask,
  { run }: InferenceJob,
  id: string,
  body: Uint8Array<ArrayBuffer>,
  seconds: number,
): Promise<void> {
  const headers = { 'content-type': 'application/octet-stream', 'x-seconds': seconds.toFixed(4) }
  const response = await ask(`answer/${id}?run=${run}`, { method: 'POST', body, headers })
  if (!response.ok && response.status !== 410) throw new Error(await response.text())
}
