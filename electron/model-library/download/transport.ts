import { type Dispatcher, EnvHttpProxyAgent, ProxyAgent, request } from 'undici'
import type { NetworkSettings } from '../network.ts'
import { type ErrorParams, GlanceError } from '../../../models/errors.ts'

/** How long a server may send nothing before the connection counts as broken. */
export interface Timeouts {
  timeoutMs: number
}

/** This machine itself is never asked for through a proxy of the environment, as browsers have it. */
const here = 'localhost,127.0.0.1,[::1]'

/**
 * What connects: through the proxy that is set, else through the environment's (HTTPS_PROXY,
 * HTTP_PROXY, NO_PROXY), else straight.
 */
export function openTransport(
  { proxy }: Pick<NetworkSettings, 'proxy'>,
  { timeoutMs }: Timeouts,
  environment: NodeJS.ProcessEnv = process.env,
): Dispatcher {
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs, connect: { timeout: timeoutMs } }
  // http goes through a proxy as a plain request: many of them allow a tunnel to port 443 and to no other.
  if (proxy !== null) return new ProxyAgent({ uri: cleanProxy(proxy, null), proxyTunnel: false, ...timeouts })
  const read = (name: string): string => environment[name.toLowerCase()] ?? environment[name] ?? ''
  const proxyOf = (name: string): string => (read(name) === '' ? '' : cleanProxy(read(name), name))
  const [http, https, none] = [proxyOf('HTTP_PROXY'), proxyOf('HTTPS_PROXY'), read('NO_PROXY')]
  return new EnvHttpProxyAgent({
    httpProxy: http,
    httpsProxy: https,
    noProxy: none === '' ? here : none === '*' ? none : `${none},${here}`,
    proxyTunnel: false,
    ...timeouts,
  })
}

/**
 * An address of a proxy, out of the environment's variable or the settings. `proxy:3128` and a path behind the port are
 * common in environments, and mean what they seem to.
 */
function cleanProxy(text: string, variable: string | null): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (!URL.canParse(address))
    throw new GlanceError(
      'wrong-use',
      variable === null
        ? '"{address}" in the settings is not the address of a proxy.'
        : '"{address}" in {variable} is not the address of a proxy.',
      'Give it as http://host:port.',
      { params: { address: text, ...(variable === null ? {} : { variable }) } },
    )
  const { protocol, username, password, host } = new URL(address)
  return `${protocol}//${username === '' ? '' : `${username}:${password}@`}${host}`
}

/** The same path on the mirror; a mirror with a path of its own has it put before. */
export function applyMirror(url: string, mirror: string | null): string {
  if (mirror === null) return url
  const [to, from] = [new URL(mirror), new URL(url)]
  return `${to.origin}${to.pathname.replace(/\/$/, '')}${from.pathname}${from.search}`
}

const mostRedirects = 10

/**
 * Asks for a file and follows where it is sent on to.
 *
 * @throws GlanceError `download-failed` for redirects in circles, to nowhere,
 * or from https to http; undici's errors as they are
 */
export async function ask(
  url: string,
  headers: Record<string, string>,
  dispatcher: Dispatcher,
  signal: AbortSignal,
): Promise<Dispatcher.ResponseData> {
  let at = new URL(url)
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const response = await request(at, {
      headers: { 'user-agent': 'glance', 'accept-encoding': 'identity', ...headers },
      dispatcher,
      signal,
    })
    if (![301, 302, 303, 307, 308].includes(response.statusCode)) return response
    await response.body.dump()
    const location = first(response.headers['location'])
    if (location === null || !URL.canParse(location, at))
      throw refuse('{url} redirects without an address.', { url: at.href })
    const next = new URL(location, at)
    if (!/^https?:$/.test(next.protocol) || (at.protocol === 'https:' && next.protocol === 'http:'))
      throw refuse('{url} redirects to {next}, which is not safe.', { url: at.href, next: next.href })
    at = next
  }
  throw refuse('{url} redirects too many times.', { url })
}

export const first = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null

export const elsewhere = 'Try again, use another source or mirror, or import a file that you already have.'

const refuse = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError('download-failed', message, elsewhere, { params })
