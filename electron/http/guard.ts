import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { pageHeaders } from '../api/page-headers.ts'
import { isToken } from './token.ts'

/** Puts the page's headers on every answer, refusals too. */
export const addHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  for (const [name, value] of Object.entries(pageHeaders)) context.header(name, value)
}

/**
 * Lets only the page in that was opened with the token. A page of another site in the same browser is recognised by its
 * Origin; a name that was made to lead to 127.0.0.1 (DNS rebinding), by its Host.
 */
export function guard(token: string, getPort: () => number): MiddlewareHandler {
  return async (context, next) => {
    const port = getPort()
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
    const host = context.req.header('host') ?? ''
    if (!hosts.includes(host)) return context.text('This host accepts requests to 127.0.0.1 only.', 421)
    const origin = context.req.header('origin')
    if (origin !== undefined && origin !== `http://${host}`)
      return context.text('Requests from other pages are refused.', 403)
    const site = context.req.header('sec-fetch-site')
    const isVisit = context.req.method === 'GET' && context.req.path === '/'
    if (site !== undefined && !['same-origin', 'none'].includes(site) && !isVisit)
      return context.text('Requests from other pages are refused.', 403)
    const name = `glance_${port}` // cookies know no ports, and two hosts may run
    const given = context.req.query('token')
    if (isVisit && isToken(given, token)) return welcome(context, name, token)
    if (!isToken(getCookie(context, name), token)) {
      return context.text(
        'Open the address that "glance serve" printed: it contains the token that this page needs.',
        401,
      )
    }
    return next()
  }
}

/** The token moves from the address, which ends up in histories, into a cookie that no script can read. */
function welcome(context: Context, name: string, token: string): Response {
  setCookie(context, name, token, { httpOnly: true, sameSite: 'Strict', path: '/' })
  return context.redirect('/', 303)
}
