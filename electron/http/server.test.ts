import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { browserPageHeaders } from '../api/page-headers.ts'
import { makeTempFolder } from '../test-support/catalog.ts'
import { makeFolder } from '../test-support/prelabel-project.ts'
import { TestHost } from '../test-support/web-host.ts'
import { startWebHost } from './server.ts'

let web: TestHost
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  web = await TestHost.start()
})
afterEach(async () => {
  await web.host.close()
  vi.unstubAllEnvs()
})

test("the page's own files are no secret, below its base neither", async () => {
  const page = await web.ask('/')
  expect([page.status, page.body]).toEqual([200, '<title>Glance</title>'])
  expect(page.headers['content-type']).toContain('text/html')
  for (const base of ['', web.base]) {
    const { status, headers, body } = await web.ask(`${base}/assets/a-1.js`)
    expect([status, body]).toEqual([200, '1'])
    expect((await web.ask(`${base}/assets/a-1.js`, { headers: { 'if-none-match': headers.etag! } })).status).toBe(304)
  }
})

test('the page is at no address that has the secret', async () => {
  for (const path of ['', '/', '/index.html', '/?ticket=1']) {
    expect((await web.ask(`${web.base}${path}`)).status, path).toBe(404)
  }
})

const secrets = ['/files/photo/1', '/files/export.csv', '/events', '/inference/job', '/call/project', '/check', '/none']
test.each(secrets)('%s needs the secret', async (path) => {
  for (const method of ['GET', 'POST']) {
    for (const base of ['/s', '/s/', '/s/x', `${web.base}x`, web.base.slice(0, -1), web.base.toUpperCase()])
      expect((await web.ask(`${base}${path}`, { method })).status, base).toBeGreaterThanOrEqual(401)
    expect((await web.ask(path, { method })).status).toBe(404)
    expect((await web.ask(`/s/x${path}`, { method })).status).toBe(401)
  }
})

test('the secret is taken from the address alone, and no cookie is set', async () => {
  const secret = web.base.slice('/s/'.length)
  const headers = { cookie: `glance_${web.host.port}=${secret}; secret=${secret}`, authorization: `Bearer ${secret}` }
  expect((await web.ask(`/s/x/check?secret=${secret}`, { headers })).status).toBe(401)
  for (const path of ['/', `${web.base}/check`, `${web.base}/files/export.csv`, '/s/x/check'])
    expect((await web.ask(path)).headers['set-cookie']).toBeUndefined()
})

test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example'])(
  'a Host of "%s" is refused, whoever knows the secret',
  async (host) => {
    for (const path of ['/', `${web.base}/check`])
      expect((await web.ask(path, { headers: { host } })).status).toBeGreaterThanOrEqual(400)
  },
)

test.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1'])(
  'an Origin of %s is refused',
  async (origin) => {
    expect((await web.call('project', {}, { origin })).status).toBe(403)
    expect((await web.ask('/assets/a-1.js', { headers: { origin } })).status).toBe(403)
  },
)

test('other sites are refused by what the browser says of them, its own page is not', async () => {
  for (const site of ['cross-site', 'same-site']) {
    expect((await web.call('project', {}, { 'sec-fetch-site': site })).status).toBe(403)
    expect((await web.ask('/assets/a-1.js', { headers: { 'sec-fetch-site': site } })).status).toBe(403)
    // A link may lead to the page, which knows nothing.
    expect((await web.ask('/', { headers: { 'sec-fetch-site': site } })).status).toBe(200)
  }
  const own = await web.call('project', {}, { 'sec-fetch-site': 'same-origin' })
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
  for (const base of ['', web.base]) {
    const answer = await web.ask(`${base}${path}`)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.body).not.toContain('TOP SECRET')
  }
})

test('every answer carries the headers, refusals too', async () => {
  for (const answer of [
    await web.ask('/'),
    await web.ask('/none'),
    await web.ask('/s/x/check'),
    await web.enter('wrong'),
    await web.call('project', {}),
    await web.ask(`${web.base}/files/photo/1`),
  ]) {
    expect(answer.headers).toMatchObject(browserPageHeaders)
  }
})

test("a page calls what is the page's, in JSON", async () => {
  for (const name of ['prelabel', 'export', 'importModel', 'bench', 'constructor', '__proto__', 'none']) {
    expect(JSON.parse((await web.call(name, { folder: '/', csv: '/tmp/x.csv' })).body)).toMatchObject({
      error: { code: 'wrong-use' },
    })
  }
  expect((await web.call('project', {}, { 'content-type': 'text/plain' })).status).toBe(415)
  const headers = { 'content-type': 'application/json' }
  expect((await web.ask(`${web.base}/call/project`, { method: 'POST', headers, body: '{' })).status).toBe(400)
  expect((await web.ask(`${web.base}/call/project`)).status).toBe(404)
})

test('a page receives the events of the jobs', async () => {
  const folder = await makeFolder(3)
  const events = await fetch(`${web.origin}${web.base}/events`)
  const reader = events.body!.pipeThrough(new TextDecoderStream()).getReader()
  expect(JSON.parse((await web.call('openFolder', { folder })).body)).toMatchObject({
    ok: { name: expect.any(String) as string },
  })
  let received = ''
  while (!received.includes('"state":"done"')) received += (await reader.read()).value ?? ''
  expect(received).toContain('data: {"type":"job","job":{"id":1,"kind":"ingest"')
  await reader.cancel()
})

test('a port that is taken is an error', async () => {
  const again = startWebHost({ page: makeTempFolder(), port: web.host.port, showCode: () => undefined })
  await expect(again).rejects.toThrow(`Port ${web.host.port} is already in use.`)
})
