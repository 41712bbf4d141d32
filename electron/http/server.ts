import type { Server } from 'node:http'
import { serve, type ServerType } from '@hono/node-server'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { streamSSE } from 'hono/streaming'
import { type CallArgs, type CallName, pageCalls } from '../api/calls.ts'
import { errnoOf } from '../lib/errno.ts'
import { describeFailure, GlanceError } from '../../models/errors.ts'
import type { ServiceEvent } from '../api/events.ts'
import type { CallResults } from '../api/page.ts'
import type { Outcome } from '../api/outcome.ts'
import { Service } from '../api/service.ts'
import { answerRequest } from '../api/requests.ts'
import { dispatch, type Running } from '../api/dispatch.ts'
import { addHeaders, guard } from './guard.ts'
import { servePage } from './page-files.ts'
import { makeToken } from './token.ts'

const callLimit = 16 * 2 ** 20
/** Calls that carry the text of a file. */
const fileCalls: readonly string[] = ['importLabels', 'importClasses'] satisfies CallName[]
const fileLimit = 256 * 2 ** 20
const answerLimit = 256 * 2 ** 20
/** Milliseconds between two heartbeats to a page, so that no browser takes an idle connection for a dead one. */
const heartbeatMs = 15_000

export interface WebHost {
  /** With the token: whoever opens it is let in. */
  address: string
  port: number
  /** What a page calls, for whoever else wants the same jobs' events. */
  call<Name extends CallName>(name: Name, args: CallArgs<Name>, running: Running): Promise<Outcome<CallResults[Name]>>
  emit: (event: ServiceEvent) => void
  close(): Promise<void>
}

const limitCall = (maxSize: number): MiddlewareHandler =>
  bodyLimit({
    maxSize,
    onError: (context) => context.json(describeFailure(new GlanceError('too-large', 'The call is too large.')), 413),
  })

/** Serves the page and its calls to browsers on this machine. */
export async function startWebHost({ page, port = 0 }: { page: string; port?: number }): Promise<WebHost> {
  const token = makeToken()
  const listeners = new Set<(event: ServiceEvent) => void>()
  const service = new Service()
  const emit = (event: ServiceEvent): void => {
    for (const listener of listeners) listener(event)
  }
  let bound = port
  const app = new Hono()
    .use(addHeaders)
    .use(guard(token, () => bound))
    .post(
      '/call/:name',
      (context, next) =>
        limitCall(fileCalls.includes(context.req.param('name')) ? fileLimit : callLimit)(context, next),
      async (context) => {
        const name = context.req.param('name') as CallName
        if (!pageCalls.includes(name))
          return context.json({
            error: describeFailure(
              new GlanceError('wrong-use', 'A page cannot call "{name}".', '', { params: { name } }),
            ),
          })
        if (!(context.req.header('content-type') ?? '').startsWith('application/json'))
          return context.text('Calls must be JSON.', 415)
        const args = await context.req.json<CallArgs<CallName>>().catch(() => undefined)
        if (args === undefined) return context.text('Calls must be JSON.', 400)
        return context.json(await dispatch(service, name, args, { emit, signal: context.req.raw.signal }))
      },
    )
    .get('/events', (context) =>
      streamSSE(context, async (stream) => {
        const listener = (event: ServiceEvent): void => void stream.writeSSE({ data: JSON.stringify(event) })
        listeners.add(listener)
        await stream.write(': alive\n\n')
        const heartbeat = setInterval(() => void stream.write(': alive\n\n'), heartbeatMs)
        await new Promise<void>((resolve) => stream.onAbort(resolve))
        clearInterval(heartbeat)
        listeners.delete(listener)
      }),
    )
    // Goes to the disk as it comes; what limits other bodies would keep it in memory first.
    .post('/files/upload', async (context) => {
      const response = await answerRequest(context.req.raw, service)
      return new Response(response.body, response)
    })
    .on(['GET', 'POST'], ['/files/*', '/inference/*'], bodyLimit({ maxSize: answerLimit }), async (context) => {
      const response = await answerRequest(context.req.raw, service)
      return new Response(response.body, response) // its headers can be added to
    })
    .get('*', servePage(page))
    .notFound((context) => context.text('Page not found.', 404))
    .onError((error, context) => {
      console.error(error)
      return context.text('Internal error in Glance. See the terminal for details.', 500)
    })
  const server = await listen(app, port)
  const address = server.address()
  bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    address: `http://127.0.0.1:${bound}/?token=${token}`,
    port: bound,
    call: (name, args, running) => dispatch(service, name, args, running),
    emit,
    async close() {
      await service.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        ;(server as Server).closeAllConnections()
      })
    },
  }
}

function listen(app: Pick<Hono, 'fetch'>, port: number): Promise<ServerType> {
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
