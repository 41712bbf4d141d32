import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { parseJson, readBody } from '../lib/read-body.ts'
import type { Entrance } from './entrance.ts'

const bodyLimit = 1024

/**
 * `POST /enter` takes a ticket's code and gives the secret; `POST /code` has a new code shown where the host was
 * started. Only Glance's own page may ask: a browser says with every POST whose it is.
 */
export function makeEntrance(entrance: Entrance, show: (code: string) => void): Hono {
  const routes = new Hono()
  routes.post('/enter', requireOwnPage, async (context) => {
    const code = await readCode(context)
    if (typeof code !== 'string') return code
    const secret = entrance.enter(code)
    if (secret === null) return context.text('This code is wrong or no longer valid.', 403)
    return context.json({ secret }, 200, { 'cache-control': 'no-store' })
  })
  routes.post('/code', requireOwnPage, (context) => {
    const ticket = entrance.issueAgain()
    if (ticket !== null) show(ticket.code)
    else if (!entrance.isOpen) return context.text('Ask again in a few seconds.', 429)
    return context.body(null, 204) // shown now, or a moment ago
  })
  return routes
}

const requireOwnPage: MiddlewareHandler = async (context, next) => {
  if (context.req.header('origin') === `http://${context.req.header('host')}`) return next()
  return context.text('Requests from other pages are refused.', 403)
}

async function readCode(context: Context): Promise<string | Response> {
  if (!(context.req.header('content-type') ?? '').startsWith('application/json'))
    return context.text('The code must be JSON.', 415)
  const body = await readBody(context.req.raw, bodyLimit)
  if (body === null) return context.text('This is no code.', 413)
  const given = parseJson(body)
  const code = typeof given === 'object' && given !== null ? (given as { code?: unknown }).code : undefined
  return typeof code === 'string' ? code : context.text('This is no code.', 400)
}
