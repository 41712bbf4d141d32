import type { Server } from 'node:http'
import { type HttpBindings, serve, type ServerType } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { type CallArgs, type CallName, pageCalls } from '../api/calls.ts'
import { errnoOf } from '../lib/errno.ts'
import { parseJson, readBody } from '../lib/read-body.ts'
import { describeFailure, GlanceError } from '../../models/errors.ts'
import type { ServiceEvent } from '../api/events.ts'
import type { CallResults } from '../api/page.ts'
import type { Outcome } from '../api/outcome.ts'
import { Service } from '../api/service.ts'
import { answerRequest } from '../api/requests.ts'
import { dispatch, type Running } from '../api/dispatch.ts'
import { Entrance, type Ticket } from './entrance.ts'
import { makeEntrance } from './entrance-routes.ts'
import { EventStreams } from './event-stream.ts'
import { addHeaders, guard, requireSecret } from './guard.ts'
import { servePage } from './page-files.ts'

const callLimit = 16 * 2 ** 20
/** Calls that carry the text of a file. */
const fileCalls: readonly string[] = ['importLabels', 'importClasses'] satisfies CallName[]
const fileLimit = 256 * 2 ** 20

export interface WebHostOptions {
  /** The folder with the built page. */
  page: string
  port?: number
  /** Shows the code that a page asked for to whoever started the host. */
  showCode: (code: string) => void
  /** The clock of the tickets, in milliseconds. */
  now?: () => number
}

export interface WebHost {
  port: number
  /** A new ticket, and the address that brings it: whoever opens that first is let in. */
  invite(): Ticket & { address: string }
  /** Where files lie that nobody else may read. */
  entranceFolder: string
  /** What a page calls, for whoever else wants the same jobs' events. */
  call<Name extends CallName>(name: Name, args: CallArgs<Name>, running: Running): Promise<Outcome<CallResults[Name]>>
  emit: (event: ServiceEvent) => void
  close(): Promise<void>
}

/**
 * Serves the page to browsers on this machine, and below `/s/<secret>/` what the page asks for. A secret in the address
 * is given to nobody else: a cookie goes to every server on 127.0.0.1, whatever its port.
 */
export async function startWebHost({ page, port = 0, showCode, now }: WebHostOptions): Promise<WebHost> {
  const entrance = new Entrance(now)
  const events = new EventStreams()
  const emit = (event: ServiceEvent): void => events.emit(event)
  const service = new Service()
  const giveFile = servePage(page)
  let bound = port
  const inside = new Hono<{ Bindings: HttpBindings }>()
    .use(requireSecret((secret) => entrance.isLetIn(secret)))
    .get('/check', (context) => context.body(null, 204)) // whether a page's secret still holds
    .post('/call/:name', (context) => answerCall(context, service, emit))
    .get('/events', ({ env }) => events.open(() => env.outgoing.destroy()))
    .on(['GET', 'POST'], ['/files/*', '/inference/*'], async (context) => {
      const address = new URL(context.req.url)
      address.pathname = pathInside(context)
      const response = await answerRequest(new Request(address, context.req.raw), service)
      return new Response(response.body, response) // its headers can be added to
    })
    .get('/*', (context) => {
      // What the page resolves against its base. The page itself is not shown here: its address is no secret.
      const path = pathInside(context)
      return ['/', '/index.html'].includes(path) ? context.notFound() : giveFile(context, path)
    })
  const app = new Hono<{ Bindings: HttpBindings }>()
    .use(addHeaders)
    .use(guard(() => bound))
    .route('/s/:secret', inside)
    .get('*', (context) => giveFile(context, context.req.path))
    .route('/', makeEntrance(entrance, showCode))
    .notFound((context) => context.text('Page not found.', 404))
    .onError((error, context) => {
      console.error(error)
      return context.text('Internal error in Glance. See the terminal for details.', 500)
    })
  const server = await listen(app, port)
  const address = server.address()
  bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    port: bound,
    invite() {
      const { code, over } = entrance.issue()
      return { code, over, address: `http://127.0.0.1:${bound}/?ticket=${code}` }
    },
    entranceFolder: service.data.entrance,
    call: (name, args, running) => dispatch(service, name, args, running),
    emit,
    async close() {
      entrance.close()
      await service.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        ;(server as Server).closeAllConnections()
      })
    },
  }
}

/** The path as the service knows it, without `/s/<secret>`. */
const pathInside = ({ req }: Context): string => req.path.replace(/^\/s\/[^/]*/, '')

async function answerCall(context: Context, service: Service, emit: (event: ServiceEvent) => void): Promise<Response> {
  const name = context.req.param('name') as CallName
  if (!pageCalls.includes(name))
    return context.json({
      error: describeFailure(new GlanceError('wrong-use', 'A page cannot call "{name}".', '', { params: { name } })),
    })
  if (!(context.req.header('content-type') ?? '').startsWith('application/json'))
    return context.text('Calls must be JSON.', 415)
  const body = await readBody(context.req.raw, fileCalls.includes(name) ? fileLimit : callLimit).catch(() => undefined)
  if (body === null) return context.json(describeFailure(new GlanceError('too-large', 'The call is too large.')), 413)
  const args = body && (parseJson(body) as CallArgs<CallName> | undefined)
  if (args === undefined) return context.text('Calls must be JSON.', 400)
  return context.json(await dispatch(service, name, args, { emit, signal: context.req.raw.signal }))
}

function listen(app: Pick<Parameters<typeof serve>[0], 'fetch'>, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port }, () => resolve(server))
    server.once('error', (error: Error) => {
      const taken = errnoOf(error) === 'EADDRINUSE'
      reject(
        new GlanceError(
          'wrong-use',
          taken ? 'Port {port} is already in use.' : 'Port {port} cannot be opened: {reason}.',
          'Choose another with --port, or leave it out.',
          { params: { port, reason: error.message }, cause: error },
        ),
      )
    })
  })
}
