import type { z } from 'zod'
import { schemaError } from '../project/schema-error.ts'
import { failureSchema, offerSchema } from './page-messages.ts'
import { answerBytes, answerEmpty, answerJson, refuse } from '../lib/http-answer.ts'
import { parseJson, readBody } from '../lib/read-body.ts'
import { refuseFor } from '../project/refusal.ts'
import type { PageEngines } from './page-engines.ts'
import { GlanceError } from '../../models/errors.ts'

/** Milliseconds that a request waits for its answer, below every timeout of proxies and browsers. */
const longPollMs = 15_000
/** Bytes of a body: an answer with whole rollouts of 256 photos stays far below, all else is a few words. */
const answerLimit = 256 * 2 ** 20
const messageLimit = 64 * 2 ** 10

/**
 * The page's worker asks here for work, in bytes:
 * POST hello (an offer) · GET job · GET model · GET next?run=n · POST answer/<id>?run=n · POST fail · POST alive.
 * 204 means "nothing yet, ask again", 410 "that run has ended".
 */
export async function answerInference(request: Request, pageEngines: PageEngines): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  pageEngines.touch()
  const route = `${request.method} ${pathname.replace(/^\/inference\//, '').replace(/\/\d+$/, '/')}`
  const current = pageEngines.current
  const isCurrent = current !== null && searchParams.get('run') === String(current.job.run)
  switch (route) {
    case 'POST hello':
      return parse(request, offerSchema, (offer) => pageEngines.offer(offer))
    case 'POST alive':
      return answerEmpty(204)
    case 'GET job':
      return current === null ? answerEmpty(204) : answerJson(current.job)
    case 'GET model':
      return current === null ? answerEmpty(410) : answerBytes(current.model.onnx)
    case 'GET next': {
      if (!isCurrent) return answerEmpty(410)
      const batch = await current.engine.take(AbortSignal.any([request.signal, AbortSignal.timeout(longPollMs)]))
      if (batch !== null) return answerBytes(batch.pixels, { headers: { 'x-batch': String(batch.id) } })
      return answerEmpty(pageEngines.current === current && !current.engine.hasEnded ? 204 : 410)
    }
    case 'POST answer/': {
      if (!isCurrent) return answerEmpty(410)
      const body = await readBody(request, answerLimit)
      if (body === null) return refuseTooLarge()
      try {
        current.engine.answer(Number(pathname.split('/').at(-1)), body)
        return answerEmpty(204)
      } catch (error) {
        if (error instanceof GlanceError) return refuse(422, error.message)
        throw error
      }
    }
    case 'POST fail':
      return parse(request, failureSchema, ({ message, final }) => {
        if (final) current?.engine.fail(message)
        else current?.engine.requeue()
      })
    default:
      return refuse(404, 'Not found.')
  }
}

async function parse<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  act: (value: z.output<Schema>) => void,
): Promise<Response> {
  const body = await readBody(request, messageLimit)
  if (body === null) return refuseTooLarge()
  const parsed = schema.safeParse(parseJson(body))
  if (!parsed.success) return refuse(400, schemaError(parsed.error).message)
  act(parsed.data)
  return answerEmpty(204)
}

const refuseTooLarge = (): Response => refuseFor(413, new GlanceError('too-large', 'The call is too large.'))
