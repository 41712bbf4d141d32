import type { CallArgs, CallName } from './calls.ts'
import type { Emit } from '../project/events.ts'
import { compileInPlace } from '../lib/compile-in-place.ts'
import { setWorkspace } from '../project/current.ts'
import { locateImage } from '../project/locate-image.ts'
import type { FromService, PlainRequest, PlainResponse, ToService } from './service-messages.ts'
import { answerRequest } from './requests.ts'
import { dispatch } from './dispatch.ts'
import { closeDownloads } from '../model-library/model-library.ts'

compileInPlace()

/** The service in a process of its own, a child of the desktop app: whatever happens here, the window stays alive. */
interface Port {
  postMessage(message: FromService): void
  on(event: 'message', listener: (event: { data: ToService }) => void): void
}

// Typed by what is used of it: this room does not know Electron, which gives its child processes this port.
const port = (process as unknown as { parentPort: Port }).parentPort
const underWay = new Map<number, AbortController>()
const emit: Emit = (event) => port.postMessage({ event })

port.on('message', ({ data: message }) => {
  if ('close' in message) void close()
  else if ('cancel' in message) underWay.get(message.cancel)?.abort()
  else void answer(message)
})

async function answer(message: Extract<ToService, { id: number }>): Promise<void> {
  const { id } = message
  const abort = new AbortController()
  underWay.set(id, abort)
  try {
    if ('request' in message) port.postMessage({ id, response: await answerPlain(message.request, abort.signal) })
    else if ('locate' in message) port.postMessage({ id, outcome: locateImage(message.locate) })
    // Parsed in there: what comes from the page has no type yet.
    else
      port.postMessage({
        id,
        outcome: await dispatch(message.call, message.args as CallArgs<CallName>, { emit, signal: abort.signal }),
      })
  } finally {
    underWay.delete(id)
  }
}

async function answerPlain({ method, url, headers, body }: PlainRequest, signal: AbortSignal): Promise<PlainResponse> {
  try {
    const response = await answerRequest(
      new Request(url, { method, headers, body: body as Uint8Array<ArrayBuffer> | null, signal }),
    )
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
      body: Buffer.from('That failed inside Glance.'),
    }
  }
}

async function close(): Promise<void> {
  for (const abort of underWay.values()) abort.abort()
  await closeDownloads()
  await setWorkspace(null)
  process.exit(0)
}
