import type { CallArgs, CallName } from './calls.ts'
import type { ServiceEvent } from './events.ts'
import type { CallResults } from './handlers.ts'
import type { Outcome } from './outcome.ts'
import { describeError } from '../project/describe-error.ts'
import { Service } from '../project/service.ts'
import { serve } from '../../models/worker-rpc.ts'
import { compileInPlace } from '../lib/compile-in-place.ts'
import { locateImage } from '../project/locate-image.ts'
import { answerRequest } from './requests.ts'
import { dispatch } from './dispatch.ts'

compileInPlace()

/**
 * A request of the page and its answer, as they cross processes. Buffers are cloned:
 * Electron's ports lose transferred ones (electron#34905).
 */
export interface PlainRequest {
  method: string
  url: string
  headers: [string, string][]
  body: Uint8Array<ArrayBuffer> | null
}
export interface PlainResponse {
  status: number
  headers: [string, string][]
  body: Uint8Array<ArrayBuffer>
}

const service = new Service()

/* The service in a process of its own, a child of the desktop app: whatever happens here, the window stays alive. */
const handlers = {
  // Parsed in there: what comes from the page has no type yet.
  call: (
    { name, args }: { name: CallName; args: unknown },
    signal: AbortSignal,
  ): Promise<Outcome<CallResults[CallName]>> => dispatch(service, name, args as CallArgs<CallName>, { emit, signal }),
  request: answerPlain,
  /** The path of an image, which only main may know. */
  locate,
  /** Ends what is under way, then the process. */
  async close(): Promise<void> {
    abortAll()
    await service.close()
    process.exit(0)
  },
}
export type ServiceCalls = typeof handlers

/** Typed by what is used of it: this folder does not know Electron, which gives its child processes this port. */
interface ElectronPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}
const port = (process as unknown as { parentPort: ElectronPort }).parentPort

const { emit, abortAll } = serve<ServiceEvent>(
  {
    postMessage: (message) => port.postMessage(message),
    on: (event, listener) => port.on(event, ({ data }) => listener(data)),
  },
  handlers,
)

function locate(id: number): Outcome<string> {
  try {
    return { ok: locateImage(service.project, id) }
  } catch (error) {
    return { error: describeError(error) }
  }
}

async function answerPlain({ method, url, headers, body }: PlainRequest, signal: AbortSignal): Promise<PlainResponse> {
  try {
    const response = await answerRequest(new Request(url, { method, headers, body, signal }), service)
    return {
      status: response.status,
      headers: [...response.headers],
      body: new Uint8Array(await response.arrayBuffer()),
    }
  } catch (error) {
    if (!signal.aborted) console.error(error)
    return {
      status: 500,
      headers: [['content-type', 'text/plain; charset=utf-8']],
      body: Buffer.from('Internal error in Glance.'),
    }
  }
}
