import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { TestHost } from '../test-support/web-host.ts'
import { writeForward } from './forward-file.ts'
import { makeCode, readCode } from './ticket-code.ts'

let web: TestHost
/** The clock of the tickets. */
let seconds = 0
beforeEach(async () => {
  vi.stubEnv('GLANCE_DATA', makeTempFolder())
  seconds = 1000
  web = await TestHost.start({ now: () => seconds * 1000, isIn: false })
})
afterEach(async () => {
  await web.host.close()
  vi.unstubAllEnvs()
})

/** Waits as long as a person must, asks as a page does, and gives the code that was shown. */
async function askForCode(): Promise<string> {
  seconds += 5
  expect((await web.post('/code', {})).status).toBe(204)
  return web.codes.at(-1)!
}
const isWrong = async (code: string): Promise<boolean> => (await web.enter(code)).status === 403

test('a ticket lets one page in, with a secret that holds', async () => {
  const { code, address } = web.host.invite()
  expect(new URL(address).searchParams.get('ticket')).toBe(code)
  const entered = await web.enter(code)
  expect([entered.status, entered.headers['cache-control']]).toEqual([200, 'no-store'])
  const { secret } = JSON.parse(entered.body) as { secret: string }
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect((await web.ask(`/s/${secret}/check`)).status).toBe(204)
  expect(await isWrong(code)).toBe(true)
})

test('the code is no secret itself, and the secret is no code', async () => {
  const { code } = web.host.invite()
  expect((await web.ask(`/s/${code}/check`)).status).toBe(401)
  const secret = await web.enterFor(code)
  web.host.invite()
  expect(await isWrong(secret)).toBe(true)
})

test('a ticket is good for a minute', async () => {
  const first = web.host.invite()
  seconds += 59
  await web.enterFor(first.code)
  const second = web.host.invite()
  seconds += 60
  expect(await isWrong(second.code)).toBe(true)
})

test('there is one ticket at most: a new one takes the place of the one before', async () => {
  const first = web.host.invite()
  const code = await askForCode()
  await first.over
  expect(await isWrong(first.code)).toBe(true)
  expect((await web.enter(code)).status).toBe(200)
})

test('ten wrong codes make a ticket void, nine do not', async () => {
  const code = await askForCode()
  for (let tried = 0; tried < 9; tried++) expect(await isWrong('0000-0000')).toBe(true)
  expect((await web.enter(code)).status).toBe(200)
  const next = web.host.invite()
  for (let tried = 0; tried < 10; tried++) expect(await isWrong('0000-0000')).toBe(true)
  await next.over
  expect(await isWrong(next.code)).toBe(true)
  // A new one must be asked for, and not at once.
  expect((await web.post('/code', {})).status).toBe(429)
  expect((await web.enter(await askForCode())).status).toBe(200)
})

test('who asks again and again sees one code every few seconds; who was let in is not slowed down', async () => {
  await askForCode()
  for (let asked = 0; asked < 20; asked++) expect((await web.post('/code', {})).status).toBe(204)
  expect(web.codes).toHaveLength(1)
  seconds += 5
  await web.post('/code', {})
  expect(web.codes).toHaveLength(2)
  await web.enterFor(web.codes[1]!)
  await web.post('/code', {})
  expect(web.codes).toHaveLength(3)
})

test("only the host's own page may ask", async () => {
  const { code } = web.host.invite()
  for (const path of ['/enter', '/code']) {
    for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null'])
      expect((await web.post(path, { code }, { origin })).status).toBe(403)
    expect((await web.post(path, { code }, { 'sec-fetch-site': 'same-site' })).status).toBe(403)
    const headers = { 'content-type': 'application/json' } // a page says its Origin with every POST
    const unsaid = await web.ask(path, { method: 'POST', headers, body: JSON.stringify({ code }) })
    expect(unsaid.status).toBe(403)
    expect((await web.ask(`${path}?code=${code}`)).status).toBe(404)
  }
  expect((await web.post('/enter', { code }, { 'content-type': 'text/plain' })).status).toBe(415)
  for (const body of [{}, [], null, 'x', { code: 1 }]) expect((await web.post('/enter', body)).status).toBe(400)
  expect((await web.post('/enter', { code: 'x'.repeat(2000) })).status).toBe(413)
  expect(web.codes).toEqual([])
  expect((await web.enter(code)).status).toBe(200) // none of these was a try
})

test('a code is read as a person types it', async () => {
  for (let made = 0; made < 200; made++) {
    const code = makeCode()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
    for (const typed of [code, code.toLowerCase(), code.replace('-', ''), ` ${code.replace('-', ' – ')} `])
      expect(readCode(typed)).toBe(code)
    expect(readCode(code.replaceAll('1', 'l').replaceAll('0', 'o'))).toBe(code)
  }
  const { code } = web.host.invite()
  expect((await web.enter(code.toLowerCase().replace('-', ''))).status).toBe(200)
})

test('a file that leads to an address is for this user alone; what was left goes with the next one', async () => {
  const { address } = web.host.invite()
  const old = await writeForward(web.host.entranceFolder, address)
  const path = await writeForward(web.host.entranceFolder, address)
  expect(readFileSync(path, 'utf8')).toContain(`content="0; url=${address}"`)
  if (process.platform !== 'win32') {
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
  }
  utimesSync(old, 0, 0)
  await writeForward(web.host.entranceFolder, address)
  expect([existsSync(old), existsSync(path)]).toEqual([false, true])
})

test('a folder that was there and that others may read is closed to them', async () => {
  const folder = join(makeTempFolder(), 'entrance')
  writeFileSync(join(dirname(folder), 'other'), '')
  await writeForward(folder, 'http://127.0.0.1:1/')
  const { chmodSync } = await import('node:fs')
  chmodSync(folder, 0o755)
  await writeForward(folder, 'http://127.0.0.1:1/')
  if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700)
})
