import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import type { ModelInfo } from '../model-library/calls.ts'
import type { Outcome } from '../api/outcome.ts'
import { request } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeTempFolder } from '../test-support/catalog.ts'
import { locateData } from '../project/data-folder.ts'
import { answerUpload, cleanName, isUpload } from '../model-library/uploads.ts'
import { makeCheckpoint } from '../../e2e/support/checkpoint.ts'
import { makeClassifier } from '../../models/deit/fixtures/make-model.ts'
import { TestHost } from '../test-support/web-host.ts'

let web: TestHost
let data: string
/** The address of what needs the secret. */
let base: string
beforeEach(async () => {
  data = makeTempFolder()
  vi.stubEnv('GLANCE_DATA', data)
  web = await TestHost.start()
  base = `${web.origin}${web.base}`
})
afterEach(async () => {
  await web.host.close()
  vi.unstubAllEnvs()
})

const uploads = (): string[] =>
  existsSync(join(data, 'downloads', 'uploads')) ? readdirSync(join(data, 'downloads', 'uploads')) : []
const send = (name: string, body: BodyInit | null, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${base}/files/upload?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers,
    body,
  })
async function upload(name: string, body: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const response = await send(name, body)
  expect(response.status).toBe(200)
  return ((await response.json()) as { path: string }).path
}
async function call(name: string, args: object): Promise<Outcome<ModelInfo>> {
  const response = await fetch(`${base}/call/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  })
  return (await response.json()) as Outcome<ModelInfo>
}

test('a checkpoint is sent, imported and gone', async () => {
  const path = await upload('мой thousand.safetensors', new Uint8Array(makeCheckpoint(1000)))
  expect(Buffer.compare(readFileSync(path), makeCheckpoint(1000))).toBe(0)
  expect(await call('importModel', { file: path, heads: 3 })).toMatchObject({
    ok: { name: 'мой-thousand', classes: 1000, attention: true },
  })
  expect(uploads()).toEqual([])
})

test('an external ONNX with the names of its classes', async () => {
  const [file, labels] = [
    await upload('mean.onnx', new Uint8Array(makeClassifier())),
    await upload('names.txt', 'red\ngreen\nblue\n'),
  ]
  expect(await call('importModel', { file, labels })).toMatchObject({
    ok: { name: 'mean', classes: 3, attention: false },
  })
  expect(uploads()).toEqual([])
})

test('what cannot be imported is an error, and is removed, too', async () => {
  const file = await upload('broken.pth', 'no checkpoint')
  expect(await call('importModel', { file })).toMatchObject({
    error: { message: expect.stringContaining('broken.pth') as string },
  })
  expect(uploads()).toEqual([])
  // Only what was sent is removed.
  const own = join(data, 'own.pth')
  writeFileSync(own, 'no checkpoint')
  await call('importModel', { file: own })
  expect(existsSync(own)).toBe(true)
})

test('only the page may send', async () => {
  for (const address of [`${web.origin}/s/x/files/upload?name=a.pth`, `${base}x/files/upload?name=a.pth`])
    expect((await fetch(address, { method: 'POST', body: 'x' })).status).toBe(401)
  expect((await send('a.pth', 'x', { origin: 'http://evil.example' })).status).toBe(403)
  expect((await send('a.pth', 'x', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await fetch(`${base}/files/upload?name=a.pth`)).status).toBe(405)
  expect(uploads()).toEqual([])
})

test.each(['', 'a', 'a.exe', 'a.pth.sh', '.pth/..'])('a file named "%s" is refused', async (name) => {
  expect((await send(name, 'x')).status).toBe(415)
  expect(uploads()).toEqual([])
})

test('no name leads out of the folder', async () => {
  for (const name of ['../../../evil.pth', '..\\..\\evil.pth', '/etc/evil.pth', 'C:\\evil.pth']) {
    const path = await upload(name, 'x')
    expect(path).toMatch(/[/\\]downloads[/\\]uploads[/\\][0-9a-f]{16}[/\\]evil\.pth$/)
  }
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(cleanName(`${name}.onnx`)).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}._-]{0,119}$/u)
    }),
  )
})

test('a file that is too large is refused before it is sent', async () => {
  const status = await new Promise((resolve, reject) => {
    const sent = request(
      `${base}/files/upload?name=a.pth`,
      { method: 'POST', headers: { 'content-length': 3 * 2 ** 30 } },
      (response) => {
        resolve(response.statusCode)
        sent.destroy()
      },
    ).on('error', reject)
    sent.flushHeaders()
  })
  expect(status).toBe(413)
  expect(uploads()).toEqual([])
})

test('a file that turns out to be too large is refused, and leaves nothing', async () => {
  const request = new Request('http://glance/files/upload?name=a.pth', {
    method: 'POST',
    body: new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)), // without an end
    }),
    duplex: 'half',
  } as RequestInit)
  const response = await answerUpload(request, locateData(), 10_000)
  expect([response.status, await response.json()]).toEqual([413, expect.objectContaining({ code: 'too-large' })])
  expect(uploads()).toEqual([])
})

test('a page that goes away in the middle leaves nothing', async () => {
  await new Promise<void>((resolve) => {
    const sent = request(`${base}/files/upload?name=a.pth`, {
      method: 'POST',
      headers: { 'content-length': 2 ** 20 },
    }).on('error', () => resolve())
    sent.write(Buffer.alloc(1000), () => setTimeout(() => sent.destroy(new Error('gone')), 100))
  })
  await vi.waitFor(() => expect(uploads()).toEqual([]), { timeout: 10_000 })
})

test('what was not imported for a day is removed by the next upload', async () => {
  const old = join(data, 'downloads', 'uploads', '0123456789abcdef')
  mkdirSync(old, { recursive: true })
  utimesSync(old, 0, 0)
  await upload('a.pth', 'x')
  expect(uploads()).toHaveLength(1)
  expect(existsSync(old)).toBe(false)
})

test('bytes are written as they come, however the page sends them', async () => {
  const file = join(data, 'large.bin')
  writeFileSync(file, Buffer.alloc(20 * 2 ** 20, 5))
  const path = await new Promise<string>((resolve, reject) => {
    const sent = request(`${base}/files/upload?name=large.bin`, { method: 'POST' }, (response) => {
      let text = ''
      response
        .on('data', (chunk: Buffer) => {
          text += chunk.toString()
        })
        .on('end', () => resolve((JSON.parse(text) as { path: string }).path))
    }).on('error', reject)
    createReadStream(file).pipe(sent) // chunked: no length is announced
  })
  expect(readFileSync(path).equals(readFileSync(file))).toBe(true)
})

test('only what was sent is taken for an upload: no path leads to other files', () => {
  const folder = join(data, 'downloads', 'uploads')
  const locations = locateData()
  expect(isUpload(locations, join(folder, 'ab12', 'a.pth'))).toBe(true)
  for (const path of [
    `${folder}/ab12/../../../projects/a.pth`,
    `${folder}/../x/a.pth`,
    `${folder}/ab12/./a.pth`,
    `${folder}/a.pth`,
    `${folder}/ab12/deep/a.pth`,
    join(data, 'models', 'a.onnx'),
    'ab12/a.pth',
  ]) {
    expect(isUpload(locations, path), path).toBe(false)
  }
})
