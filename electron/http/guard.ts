import type { MiddlewareHandler } from 'hono'
import { browserPageHeaders } from '../api/page-headers.ts'

/** Puts the page's headers on every answer, refusals too. */
export const addHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  for (const [name, value] of Object.entries(browserPageHeaders)) context.header(name, value)
}

/**
 * Refuses what no page of this host asks. A page of another site in the same browser is recognised by its Origin; a
 * name that was made to lead to 127.0.0.1 (DNS rebinding), by its Host.
 */
export function guard(getPort: () => number): MiddlewareHandler {
  return async (context, next) => {
    const port = getPort()
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
    const host = context.req.header('host') ?? ''
    if (!hosts.includes(host)) return context.text('This host accepts requests to 127.0.0.1 only.', 421)
    const origin = context.req.header('origin')
    if (origin !== undefined && origin !== `http://${host}`)
      return context.text('Requests from other pages are refused.', 403)
    const site = context.req.header('sec-fetch-site')
    // A link may lead here from anywhere: the page alone knows nothing.
    const isVisit = context.req.method === 'GET' && context.req.path === '/'
    if (site !== undefined && !['same-origin', 'none'].includes(site) && !isVisit)
      return context.text('Requests from other pages are refused.', 403)
    return next()
  }
}

/** Lets on only who has the secret in the address, in the place that the route calls `secret`. */
export function requireSecret(isLetIn: (secret: string) => boolean): MiddlewareHandler {
  return async (context, next) => {
    if (isLetIn(context.req.param('secret') ?? '')) return next()
    return context.text('This page was not let in. Reload it.', 401)
  }
}
