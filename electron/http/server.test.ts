import { request, type IncomingHttpHeaders } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { pageHeaders } from '../api/page-headers.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { startWebHost, type WebHost } from './server.ts'

let host: WebHost
let cookie: string
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  const page = makeTempFolder()
  mkdirSync(join(page, 'assets'))
  writeFileSync(join(page, 'index.html'), '<title>Glance</title>')
  writeFileSync(join(page, 'assets', 'a-1.js'), '1')
  writeFileSync(join(page, '..', 'secret.txt'), 'TOP SECRET')
  host = await startWebHost({ page })
  cookie = `glance_${host.port}=${new URL(host.address).searchParams.get('token')!}`
})
afterEach(async () => {
  await host.close()
  vi.unstubAllEnvs()
})

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}
/** As raw as a request can be: neither the path nor the Host is tidied up. */
function ask(
  path: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: host.port, path, method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
const call = (name: string, args: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  ask(`/call/${name}`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(args),
  })

test('the token opens the page, moves into a cookie that no script reads, and leaves the address', async () => {
  const { pathname, search } = new URL(host.address)
  const visit = await ask(pathname + search)
  expect([visit.status, visit.headers.location]).toEqual([303, '/'])
  const set = visit.headers['set-cookie']![0]!
  expect(set).toMatch(/; HttpOnly; SameSite=Strict$/)
  const page = await ask('/', { headers: { cookie: set.split(';')[0]! } })
  expect([page.status, page.body]).toEqual([200, '<title>Glance</title>'])
  expect(page.headers['content-type']).toContain('text/html')
})

test.each([
  '/',
  '/assets/a-1.js',
  '/files/photo/1',
  '/files/export.csv',
  '/events',
  '/inference/job',
  '/call/project',
  '/?token=wrong',
  '/?token=',
])('%s needs the token', async (path) => {
  expect((await ask(path)).status).toBe(401)
  expect((await ask(path, { headers: { cookie: `${cookie}x` } })).status).toBe(401)
})

test('the token opens the page alone: it is no key to anything else', async () => {
  const { search } = new URL(host.address)
  expect((await ask(`/files/export.csv${search}`)).status).toBe(401)
})

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
  'a Host of "%s" is refused, whoever knows the token',
  async (name) => {
    expect((await ask('/', { headers: { cookie, host: name } })).status).toBeGreaterThanOrEqual(400)
  },
)

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1'])(
  'an Origin of %s is refused',
  async (origin) => {
    expect((await call('project', {}, { origin })).status).toBe(403)
  },
)

test('other sites are refused by what the browser says of them, its own page is not', async () => {
  expect((await call('project', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await call('project', {}, { 'sec-fetch-site': 'same-site' })).status).toBe(403)
  const own = await call('project', {}, { 'sec-fetch-site': 'same-origin', origin: `http://127.0.0.1:${host.port}` })
  expect([own.status, own.body]).toEqual([200, '{"ok":null}'])
})

test.each([
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/assets/../../secret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '//secret.txt',
  '/files/photo/..%2f..%2fetc%2fpasswd',
  '/files/thumbnail/1/../../secret.txt',
  '/assets',
  '/assets/',
  '/none.js',
])('%s leads to no file', async (path) => {
  const answer = await ask(path, { headers: { cookie } })
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.body).not.toContain('TOP SECRET')
})

test('every answer carries the headers, refusals too', async () => {
  for (const answer of [
    await ask('/'),
    await ask('/', { headers: { cookie } }),
    await ask('/none', { headers: { cookie } }),
    await call('project', {}),
    await ask('/files/photo/1', { headers: { cookie } }),
  ]) {
    expect(answer.headers).toMatchObject(pageHeaders)
  }
})

test("a page calls what is the page's, in JSON, of a size", async () => {
  for (const name of ['prelabel', 'export', 'importModel', 'bench', 'constructor', '__proto__', 'none']) {
    expect(JSON.parse((await call(name, { folder: '/', csv: '/tmp/x.csv' })).body)).toMatchObject({
      error: { code: 'wrong-use' },
    })
  }
  expect((await call('project', {}, { 'content-type': 'text/plain' })).status).toBe(415)
  expect(
    (await ask('/call/project', { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: '{' }))
      .status,
  ).toBe(400)
  expect((await call('openFolder', { folder: 'x'.repeat(17 * 2 ** 20) })).status).toBe(413)
  // A whole file's text.
  expect((await call('importLabels', { name: 'a.csv', text: 'x'.repeat(17 * 2 ** 20) })).status).toBe(200)
  expect((await ask('/call/project', { headers: { cookie } })).status).toBe(404)
})

test('a page receives the events of the jobs', async () => {
  const folder = await makeFolder(3)
  const events = await fetch(`http://127.0.0.1:${host.port}/events`, { headers: { cookie } })
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
  expect(JSON.parse((await call('openFolder', { folder })).body)).toMatchObject({
    ok: { name: expect.any(String) as string },
  })
  let received = ''
  while (!received.includes('"state":"done"')) received += (await reader.read()).value ?? ''
  expect(received).toContain('data: {"type":"job","job":{"id":1,"kind":"ingest"')
  await reader.cancel()
})

test('a port that is taken is an error', async () => {
  await expect(startWebHost({ page: makeTempFolder(), port: host.port })).rejects.toThrow(
    `Port ${host.port} is already in use.`,
  )
})
