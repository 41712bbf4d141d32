import { connect, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ServiceEvent } from '../api/events.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { TestHost } from '../test-support/web-host.ts'

let web: TestHost
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  web = await TestHost.start()
})
afterEach(async () => {
  await web.host.close()
  vi.unstubAllEnvs()
})

const mebi = 2 ** 20
/** A body in parts, so that its length is not announced. */
function* parts(size: number): Generator<Uint8Array> {
  for (let sent = 0; sent < size; sent += mebi) yield Buffer.alloc(Math.min(mebi, size - sent), 'x')
}
const json = { 'content-type': 'application/json' }

test.each([
  ['a call', 'call/openFolder', 17 * mebi],
  ['an offer of a page', 'inference/hello', mebi],
  ['what a page says of a lost GPU', 'inference/fail', mebi],
])('%s that is too large is refused in JSON, announced or in parts', async (_, path, size) => {
  for (const body of ['x'.repeat(size), parts(size)]) {
    const answer = await web.ask(`${web.base}/${path}`, { method: 'POST', headers: json, body })
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'too-large' })
    // The next request comes over the same connection, as a browser's does.
    expect((await web.ask(`${web.base}/check`)).status).toBe(204)
  }
})

test('a call that announces more than it may is refused before it is sent', async () => {
  const headers = { ...json, 'content-length': String(2 ** 40) }
  const status = await new Promise<string>((resolve) => {
    const socket = connect(web.host.port, '127.0.0.1')
    socket.once('data', (data) => {
      resolve(data.toString().split('\r\n')[0]!)
      socket.destroy()
    })
    const head = Object.entries({ host: `127.0.0.1:${web.host.port}`, ...headers }).map((pair) => pair.join(': '))
    socket.write([`POST ${web.base}/call/importLabels HTTP/1.1`, ...head, '', ''].join('\r\n'))
  })
  expect(status).toContain('413')
})

test("a whole file's text is no call that is too large", async () => {
  const text = 'x'.repeat(17 * mebi)
  const answer = await web.call('importLabels', { name: 'a.csv', text })
  expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('No folder is open') as string])
})

test('a file that is asked for takes no body', async () => {
  const answer = await web.ask(`${web.base}/files/photo/1`, { method: 'POST', body: parts(20 * mebi) })
  expect(answer.status).toBe(405)
})

/** Connects as a page does to the events; gives the socket, which reads nothing yet beyond the head. */
async function listen(): Promise<Socket> {
  const socket = connect(web.host.port, '127.0.0.1')
  socket.write(`GET ${web.base}/events HTTP/1.1\r\nhost: 127.0.0.1:${web.host.port}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  return socket
}
/** Reads to the end; gives how many bytes came. */
const drain = (socket: Socket): Promise<number> =>
  new Promise((resolve) => {
    let size = 0
    socket.on('data', (data) => {
      size += data.length
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(size))
    socket.resume()
  })

test('a reader that does not read is cut off, and what waits for it does not grow; others go on', async () => {
  const large: ServiceEvent = { type: 'note', note: 'x'.repeat(100_000) } as unknown as ServiceEvent
  const lazy = await listen()
  lazy.pause()
  const eager = await listen()
  let received = 0
  eager.on('data', (data: Buffer) => {
    received += data.length
  })
  const count = 640 // 64 MB: more than the system's own buffers take
  for (let sent = 0; sent < count; sent++) {
    web.host.emit(large)
    await wait(1)
  }
  // The lazy one comes to the end of what it was sent, which is a part.
  expect(await drain(lazy)).toBeLessThan((count * 100_000) / 2)
  await vi.waitFor(() => expect(received).toBeGreaterThan(count * 100_000), { timeout: 10_000 })
  expect(eager.destroyed).toBe(false)
  // A page connects again by itself.
  const again = await listen()
  const next = new Promise<string>((resolve) => again.once('data', (data: Buffer) => resolve(data.toString())))
  web.host.emit({ type: 'changed' } as unknown as ServiceEvent)
  expect(await next).toContain('"changed"')
  eager.destroy()
  again.destroy()
})
