import type { z } from 'zod'
import { failureSchema, offerSchema } from './page-messages.ts'
import { pageEngines } from './page-engines.ts'
import { GlanceError } from '../../models/errors.ts'

/** Milliseconds that a question waits for its answer, below every proxy's and browser's own patience. */
const waitAtMost = 15_000
/** An answer with whole rollouts of 256 photos stays far below. */
const answerLimit = 256 * 2 ** 20

/**
 * The page's worker asks here for work, in bytes:
 * POST hello (an offer) · GET job · GET model · GET next?run=n · POST answer/<id>?run=n · POST fail · POST alive.
 * 204 means "nothing yet, ask again", 410 "that run has ended".
 */
export async function answerInference(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  pageEngines.heard()
  const route = `${request.method} ${pathname.replace(/^\/inference\//, '').replace(/\/\d+$/, '/')}`
  const current = pageEngines.current
  const isCurrent = current !== null && searchParams.get('run') === String(current.job.run)
  switch (route) {
    case 'POST hello':
      return parse(request, offerSchema, (offer) => pageEngines.offer(offer))
    case 'POST alive':
      return empty(204)
    case 'GET job':
      return current === null ? empty(204) : Response.json(current.job, { headers: noStore })
    case 'GET model':
      return current === null ? empty(410) : bytes(current.model.onnx)
    case 'GET next': {
      if (!isCurrent) return empty(410)
      const batch = await current.engine.take(AbortSignal.any([request.signal, AbortSignal.timeout(waitAtMost)]))
      if (batch !== null) return bytes(batch.pixels, { 'x-batch': String(batch.id) })
      return empty(pageEngines.current === current && !current.engine.hasEnded ? 204 : 410)
    }
    case 'POST answer/': {
      if (!isCurrent) return empty(410)
      const body = new Uint8Array(await request.arrayBuffer())
      if (body.length > answerLimit) return text(413, 'The answer is too large.')
      try {
        current.engine.answer(Number(pathname.split('/').at(-1)), body)
        return empty(204)
      } catch (error) {
        if (error instanceof GlanceError) return text(422, error.message)
        throw error
      }
    }
    case 'POST fail':
      return parse(request, failureSchema, ({ message, final }) => {
        if (final) current?.engine.fail(message)
        else current?.engine.requeue()
      })
    default:
      return text(404, 'Not found.')
  }
}

const noStore = { 'cache-control': 'no-store' }
const empty = (status: number): Response => new Response(null, { status, headers: noStore })
const text = (status: number, message: string): Response =>
  new Response(message, { status, headers: { ...noStore, 'content-type': 'text/plain; charset=utf-8' } })
const bytes = (body: Uint8Array, headers: Record<string, string> = {}): Response =>
  new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { ...noStore, 'content-type': 'application/octet-stream', ...headers },
  })

async function parse<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  act: (value: z.output<Schema>) => void,
): Promise<Response> {
  const parsed = schema.safeParse(await request.json().catch(() => null))
  if (!parsed.success)
    return text(400, parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '))
  act(parsed.data)
  return empty(204)
}
