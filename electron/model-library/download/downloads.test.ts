import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import type { ServiceEvent } from '../../api/events.ts'
import type { NetworkSettings } from '../network.ts'
import { createServer, request as ask, type Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../../test-support/catalog.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { KnownModel } from '../calls.ts'
import { type Faults, ModelServer } from '../../../e2e/support/model-server.ts'
import { Downloads, type DownloadsOptions } from './downloads.ts'

const straight: NetworkSettings = { mirror: null, proxy: null }
const pace = { timeoutMs: 400, tries: 3, pause: 1 }
/** Different bytes all along, so that a part in the wrong place is found out. */
const content = Buffer.from(
  Uint32Array.from({ length: 64 * 1024 }, (_, index) => Math.imul(index, 2_654_435_761)).buffer,
)

interface Scene {
  server: ModelServer
  folder: string
  model: KnownModel
  downloads: Downloads
  events: ServiceEvent[]
  /** Runs it to its end, whatever that is. */
  fetch: (network?: NetworkSettings, signal?: AbortSignal) => Promise<string>
  installed: () => Buffer | null
  /** The same folder as another process would see it. */
  reopen: (options?: Partial<DownloadsOptions>) => Downloads
}

async function setUp(source: Partial<KnownModel['sources'][number]> = {}): Promise<Scene> {
  vi.stubEnv('HTTP_PROXY', '').stubEnv('http_proxy', '')
  const server = await ModelServer.start(undefined, content)
  onTestFinished(() => server[Symbol.asyncDispose]())
  const root = makeTempFolder()
  const [folder, place] = [join(root, 'downloads'), join(root, 'installed')]
  const model: KnownModel = {
    id: 'tiny',
    title: 'Tiny',
    distilled: true,
    size: 224,
    width: 192,
    depth: 12,
    heads: 3,
    parameters: 100,
    top1: null,
    v100: null,
    macs: 1,
    licence: 'MIT',
    sources: [
      {
        kind: 'official',
        url: server.url,
        bytes: content.length,
        sha256: server.sha256,
        sha256Prefix: null,
        ...source,
      },
    ],
  }
  const events: ServiceEvent[] = []
  const reopen = (options: Partial<DownloadsOptions> = {}): Downloads =>
    new Downloads({
      folder,
      pace,
      install: (file) => {
        copyFileSync(file, place)
        return Promise.resolve('tiny-01234567')
      },
      ...options,
    })
  const downloads = reopen()
  return {
    server,
    folder,
    model,
    downloads,
    events,
    reopen,
    fetch: (network = straight, signal = new AbortController().signal) =>
      downloads.run({ model, precision: 'float32' }, network, (event) => void events.push(event), signal),
    installed: () => (existsSync(place) ? readFileSync(place) : null),
  }
}

/** Nothing is left of a download but the installed model. */
function expectDone({ installed, folder, downloads }: Scene): void {
  expect(installed()?.equals(content)).toBe(true)
  expect(readdirSync(folder)).toEqual([])
  expect(downloads.list()).toEqual([])
}

test('a download reports its progress, installs the file and leaves nothing behind', async () => {
  const scene = await setUp()
  expect(await scene.fetch()).toBe('tiny-01234567')
  expectDone(scene)
  const states = scene.events.flatMap((event) => (event.type === 'download' ? [event.download.state] : []))
  expect(states[0]).toBe('running')
  expect(states.at(-1)).toBe('installing')
  expect(scene.events.at(-1)).toEqual({ type: 'model-library' })
  const bytes = scene.events.flatMap((event) => (event.type === 'download' ? [event.download.bytes] : []))
  expect(bytes).toEqual(bytes.toSorted((one, other) => one - other))
})

describe('a faulty server, and the file is right all the same', () => {
  test.each<[string, Faults, atLeast: number]>([
    ['the connection breaks', { breakAfter: 100_000, times: 1 }, 2],
    ['the connection breaks again and again, each time with something new', { breakAfter: 50_000 }, 6],
    ['the connection breaks before the first byte', { breakAfter: 0, times: 2 }, 3],
    ['it sends nothing more', { stallAfter: 100_000, times: 1 }, 2],
    ['it is busy', { status: 503, times: 2 }, 3],
    ['it limits requests', { status: 429, times: 1 }, 2],
    ['it announces no length', { hidesLength: true }, 1],
    ['it announces no length and the connection breaks', { hidesLength: true, breakAfter: 100_000, times: 1 }, 2],
    ['it knows no versions, and a checksum does', { etag: null, breakAfter: 100_000, times: 1 }, 2],
  ])('%s', async (_, faults, atLeast) => {
    const scene = await setUp()
    scene.server.faults = { ...faults }
    await scene.fetch()
    expectDone(scene)
    expect(scene.server.asked.length).toBeGreaterThanOrEqual(atLeast)
  })

  test('where it broke off, the rest is asked for, of the same version', async () => {
    const scene = await setUp()
    scene.server.faults = { breakAfter: 100_000, times: 1 }
    await scene.fetch()
    expect(scene.server.asked[1]).toMatchObject({
      range: expect.stringMatching(/^bytes=\d+-$/) as string,
      ifRange: '"first"',
    })
    expect(scene.server.asked[1]!.range).not.toBe('bytes=0-')
  })

  test('it ignores Range: restarted', async () => {
    const scene = await setUp()
    await stopAfter(scene, 100_000)
    scene.server.faults = { ignoresRange: true }
    await scene.fetch()
    expectDone(scene)
    expect(scene.server.asked.at(-1)!.range).toBe('bytes=100000-')
  })

  test('the file changed between two parts: restarted', async () => {
    const scene = await setUp()
    await stopAfter(scene, 100_000)
    scene.server.faults = { etag: '"second"' }
    await scene.fetch()
    expectDone(scene)
    expect(scene.server.asked.at(-1)).toMatchObject({ ifRange: '"first"' })
  })

  test('without versions and checksum a part is useless: the whole file is asked for', async () => {
    const scene = await setUp({ sha256: null })
    scene.server.faults = { etag: null, breakAfter: 100_000, times: 1 }
    await scene.fetch()
    expectDone(scene)
    expect(scene.server.asked.map(({ range }) => range)).toEqual([undefined, undefined])
  })

  test('a part that is longer than the file is thrown away', async () => {
    const scene = await setUp()
    await stopAfter(scene, 100_000)
    writeFileSync(join(scene.folder, 'tiny.part'), Buffer.alloc(content.length + 10))
    await scene.fetch()
    expectDone(scene)
  })

  test('it leads elsewhere', async () => {
    const scene = await setUp()
    scene.server.faults = { redirect: '/elsewhere/redirected?signature=1' }
    await scene.fetch()
    expectDone(scene)
    expect(scene.server.asked.map(({ url }) => url)).toEqual([
      new URL(scene.server.url).pathname,
      '/elsewhere/redirected?signature=1',
    ])
  })
})

/** Fetches so many bytes, then pauses. */
async function stopAfter(scene: Scene, bytes: number): Promise<void> {
  scene.server.faults = { stallAfter: bytes }
  const abort = new AbortController()
  const fetching = scene.fetch(straight, abort.signal)
  await vi.waitFor(() => expect(scene.downloads.list()[0]!.bytes).toBe(bytes), { timeout: 10_000 })
  abort.abort()
  await expect(fetching).rejects.toMatchObject({ code: 'cancelled' })
  scene.server.faults = {}
}

describe('a failure is reported, and can be tried again', () => {
  test.each<[string, Faults, code: string, message: RegExp, keeps: boolean]>([
    ['there is no such file', { status: 404 }, 'download-failed', /returned 404 for http/, false],
    [
      'it never works',
      { status: 500 },
      'download-failed',
      /cannot be fetched: the server returned 500\. Try again/,
      false,
    ],
    ['it leads in circles', { redirect: 'circle' }, 'download-failed', /redirects too many times/, false],
    [
      'it leads to another protocol',
      { redirect: 'ftp://example.com/x' },
      'download-failed',
      /redirects to ftp:.*not safe/,
      false,
    ],
    [
      'the connection always breaks at the same place',
      { breakAfter: 2000, bytesPerSecond: 20_000, ignoresRange: true },
      'download-failed',
      /cannot be fetched: .*closed/,
      true,
    ],
    ['it never sends anything', { stallAfter: 0 }, 'download-failed', /the server timed out/, false],
    [
      'it announces more than is published',
      { lieAboutLength: 100 },
      'download-failed',
      /announces 262244 bytes, but 262144 are published/,
      false,
    ],
    [
      'it announces less',
      { lieAboutLength: -100 },
      'download-failed',
      /announces 262044 bytes, but 262144 are published/,
      false,
    ],
    [
      'its file is another one',
      { wrongBytes: true },
      'wrong-checksum',
      /its sha256 begins with [0-9a-f]{12}, expected [0-9a-f]{12}\. It was removed\. Try again/,
      false,
    ],
  ])('%s', async (_, faults, code, message, keeps) => {
    const scene = await setUp()
    scene.server.faults = { ...faults }
    await expect(scene.fetch()).rejects.toMatchObject({ name: 'GlanceError', code })
    const [failed] = scene.downloads.list()
    expect(failed).toMatchObject({
      modelId: 'tiny',
      source: 'official',
      state: 'failed',
      rate: null,
      error: { code, message: expect.stringMatching(message) as string },
    })
    expect(failed!.bytes > 0).toBe(keeps)
    expect(scene.installed()).toBeNull()
    // Another process sees the same, and once the server behaves, the same download ends well.
    expect(scene.reopen().list()).toEqual([failed])
    scene.server.faults = {}
    await scene.fetch()
    expectDone(scene)
  })

  test('it announces more than it has, and no checksum is known: asked for the rest, it has none', async () => {
    const scene = await setUp({ bytes: null })
    scene.server.faults = { lieAboutLength: 100, times: 1 }
    await scene.fetch()
    expectDone(scene)
  })

  test('lengths that contradict each other every time', async () => {
    const scene = await setUp({ bytes: null })
    scene.server.faults = { lieAboutRange: 7, breakAfter: 50_000 }
    await expect(scene.fetch()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/reports a different length each time/) as string,
    })
  })

  test('the beginning of a checksum is enough to detect a wrong file', async () => {
    const { sha256 } = (await setUp()).server
    const right = await setUp({ sha256: null, sha256Prefix: sha256.slice(0, 8) })
    await right.fetch()
    expectDone(right)
    const wrong = await setUp({ sha256: null, sha256Prefix: '00000000' })
    await expect(wrong.fetch()).rejects.toMatchObject({ code: 'wrong-checksum' })
  })

  test('no server listens there', async () => {
    const scene = await setUp()
    await scene.server[Symbol.asyncDispose]()
    await expect(scene.fetch()).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/cannot be fetched: .*ECONNREFUSED/) as string,
    })
  })

  test('there is no room for it', async () => {
    const scene = await setUp({ bytes: 2 ** 60 })
    await expect(scene.fetch()).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/Not enough disk space in .*: \d+ MB needed, \d+ MB free/) as string,
    })
    expect(scene.server.asked).toEqual([])
  })

  test.skipIf(!existsSync('/dev/full'))(
    `the disk fills up on the way${existsSync('/dev/full') ? '' : ' (skipped: this system has no /dev/full)'}`,
    async () => {
      const scene = await setUp()
      await stopAfter(scene, 100_000)
      rmSync(join(scene.folder, 'tiny.part'))
      symlinkSync('/dev/full', join(scene.folder, 'tiny.part'))
      await expect(scene.fetch()).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining('tiny.part cannot be written') as string,
      })
      expect(scene.downloads.list()).toMatchObject([{ state: 'failed', error: { code: 'disk-full' } }])
      await scene.downloads.discard('tiny')
      expect(scene.downloads.list()).toEqual([])
    },
  )

  test('a checkpoint that cannot be installed: what is wrong with the file costs the file, a full disk does not', async () => {
    const scene = await setUp()
    for (const [code, keeps] of [
      ['damaged-model', false],
      ['disk-full', true],
    ] as const) {
      const failing = scene.reopen({ install: () => Promise.reject(new GlanceError(code, 'No.')) })
      await expect(
        failing.run(
          { model: scene.model, precision: 'float32' },
          straight,
          () => undefined,
          new AbortController().signal,
        ),
      ).rejects.toMatchObject({ code })
      expect(existsSync(join(scene.folder, 'tiny.part'))).toBe(keeps)
    }
    const before = scene.server.asked.length
    await scene.fetch()
    expectDone(scene)
    expect(scene.server.asked).toHaveLength(before) // it was there already
  })
})

describe('pausing', () => {
  test('the received part is kept, outlives the process, and is resumed', async () => {
    const scene = await setUp()
    await stopAfter(scene, 100_000)
    const paused = {
      modelId: 'tiny',
      source: 'official',
      precision: 'float32',
      state: 'paused',
      bytes: 100_000,
      total: content.length,
      rate: null,
      error: null,
    }
    expect(scene.downloads.list()).toEqual([paused])
    const other = scene.reopen()
    expect(other.list()).toEqual([paused])
    other.resume(
      () => scene.model,
      straight,
      () => undefined,
    ) // a person paused it: it does not resume by itself
    expect(other.list()).toEqual([paused])
    await other.run(
      { model: scene.model, precision: 'float32' },
      straight,
      () => undefined,
      new AbortController().signal,
    )
    expectDone(scene)
    expect(scene.server.asked.at(-1)!.range).toBe('bytes=100000-')
  })

  test('pause and discard by the model library', async () => {
    const scene = await setUp()
    scene.server.faults = { stallAfter: 100_000 }
    const request = { model: scene.model, precision: 'float16' } as const
    const emit = (event: ServiceEvent): void => void scene.events.push(event)
    scene.downloads.start(request, straight, emit)
    scene.downloads.start(request, straight, emit) // a second click changes nothing
    await vi.waitFor(() =>
      expect(scene.downloads.list()).toMatchObject([{ state: 'running', bytes: 100_000, precision: 'float16' }]),
    )
    await scene.downloads.pause('tiny')
    expect(scene.downloads.list()).toMatchObject([{ state: 'paused', bytes: 100_000, rate: null }])
    expect(scene.server.asked).toHaveLength(1)
    await scene.downloads.discard('tiny')
    expect(readdirSync(scene.folder)).toEqual([])
    await scene.downloads.discard('tiny') // nothing there: nothing happens
  })

  test('what was interrupted by the end of the app resumes by itself', async () => {
    const scene = await setUp()
    scene.server.faults = { stallAfter: 100_000 }
    scene.downloads.start({ model: scene.model, precision: 'float32' }, straight, () => undefined)
    await vi.waitFor(() => expect(scene.downloads.list()[0]!.bytes).toBe(100_000))
    await scene.downloads.close()
    scene.server.faults = {}
    const next = scene.reopen()
    expect(next.list()).toMatchObject([{ state: 'paused', bytes: 100_000 }])
    next.resume(
      () => null,
      straight,
      () => undefined,
    )
    expect(next.list()).toMatchObject([{ state: 'paused' }]) // the registry does not know it any more
    next.resume(
      () => scene.model,
      straight,
      () => undefined,
    )
    await vi.waitFor(() => expectDone(scene), { timeout: 10_000 })
  })

  test('what cannot resume by itself, because the registry has lost its source, has failed', async () => {
    const scene = await setUp()
    scene.server.faults = { stallAfter: 100_000 }
    scene.downloads.start({ model: scene.model, precision: 'float32' }, straight, () => undefined)
    await vi.waitFor(() => expect(scene.downloads.list()[0]!.bytes).toBe(100_000))
    await scene.downloads.close()
    const next = scene.reopen()
    next.resume(
      () => ({ ...scene.model, sources: [{ ...scene.model.sources[0]!, kind: 'hugging-face' }] }),
      straight,
      () => undefined,
    )
    expect(next.list()).toMatchObject([{ state: 'failed', bytes: 100_000, error: { code: 'wrong-use' } }])
  })

  test('another source restarts', async () => {
    const scene = await setUp()
    await stopAfter(scene, 100_000)
    const moved = { ...scene.model, sources: [{ ...scene.model.sources[0]!, url: `${scene.server.origin}/other.pth` }] }
    await scene.downloads.run(
      { model: moved, precision: 'float32' },
      straight,
      () => undefined,
      new AbortController().signal,
    )
    expectDone(scene)
    expect(scene.server.asked.at(-1)).toEqual({ url: '/other.pth', range: undefined, ifRange: undefined })
  })

  test('a part that another process is at is left to it', async () => {
    const scene = await setUp()
    mkdirSync(scene.folder, { recursive: true })
    writeFileSync(join(scene.folder, 'tiny.lock'), String(process.ppid))
    await expect(scene.fetch()).rejects.toMatchObject({
      code: 'wrong-use',
      message: expect.stringContaining('another instance of Glance') as string,
    })
    await expect(scene.downloads.discard('tiny')).rejects.toMatchObject({ code: 'wrong-use' })
    writeFileSync(join(scene.folder, 'tiny.lock'), '999999999') // one that died
    await scene.fetch()
    expectDone(scene)
  })

  test('a damaged record is no record', async () => {
    const scene = await setUp()
    await stopAfter(scene, 100_000)
    writeFileSync(join(scene.folder, 'tiny.json'), '{"modelId":')
    expect(scene.downloads.list()).toEqual([])
    await scene.fetch()
    expectDone(scene)
  })

  test('a source that the model does not have', async () => {
    const { downloads, model } = await setUp()
    expect(() =>
      downloads.start({ model, source: 'hugging-face', precision: 'float32' }, straight, () => undefined),
    ).toThrow(expect.objectContaining({ code: 'wrong-use', hint: 'It has: official.' }))
  })
})

describe('mirror and proxy', () => {
  test('a mirror takes the place of the host, with a path of its own', async () => {
    const scene = await setUp({ url: 'https://dl.example.invalid/deit/tiny.pth?download=true' })
    await scene.fetch({ mirror: `${scene.server.origin}/mirror/`, proxy: null })
    expectDone(scene)
    expect(scene.server.asked.map(({ url }) => url)).toEqual(['/mirror/deit/tiny.pth?download=true'])
  })

  test('through a proxy that was set, with its name and password', async () => {
    const scene = await setUp()
    const { server, seen } = await startProxy()
    await scene.fetch({
      mirror: null,
      proxy: `http://ann:secret%21@127.0.0.1:${(server.address() as AddressInfo).port}`,
    })
    expectDone(scene)
    expect(seen).toEqual([
      { url: scene.server.url, authorization: `Basic ${Buffer.from('ann:secret!').toString('base64')}` },
    ])
  })

  test('through the environment’s proxy, but not to this machine', async () => {
    const scene = await setUp({ url: 'http://models.example.invalid/deit/tiny.pth' })
    const { server, seen } = await startProxy(scene.server.origin)
    vi.stubEnv('http_proxy', `127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await scene.fetch()
    expectDone(scene)
    expect(seen.map(({ url }) => url)).toEqual(['http://models.example.invalid/deit/tiny.pth'])
    const local = { ...scene.model, sources: [{ ...scene.model.sources[0]!, url: scene.server.url }] }
    await scene.downloads.run(
      { model: local, precision: 'float32' },
      straight,
      () => undefined,
      new AbortController().signal,
    )
    expect(seen).toHaveLength(1)
  })

  test('a missing proxy is reported', async () => {
    const scene = await setUp()
    await expect(scene.fetch({ mirror: null, proxy: 'http://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'download-failed',
    })
    vi.stubEnv('http_proxy', 'http://[')
    await expect(scene.fetch()).rejects.toMatchObject({
      code: 'wrong-use',
      message: '"http://[" in HTTP_PROXY is not the address of a proxy.',
    })
  })
})

/** A proxy as companies have it; `to` is where it finds hosts that exist nowhere. */
async function startProxy(
  to?: string,
): Promise<{ server: Server; seen: { url: string; authorization: string | undefined }[] }> {
  const seen: { url: string; authorization: string | undefined }[] = []
  const server = createServer((incoming, response) => {
    seen.push({ url: incoming.url!, authorization: incoming.headers['proxy-authorization'] })
    const { pathname, search, origin } = new URL(incoming.url!)
    ask(`${to ?? origin}${pathname}${search}`, { method: incoming.method!, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    }).end()
  })
  server.on('connect', (incoming, socket) => {
    seen.push({ url: incoming.url!, authorization: incoming.headers['proxy-authorization'] })
    const [host, port] = incoming.url!.split(':')
    const through = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      through.pipe(socket).pipe(through)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { server, seen }
}
