/// <reference lib="dom" />
import { spawn } from 'node:child_process'
import type { Outcome } from '../electron/api/outcome.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import type { CallName } from '../electron/api/calls.ts'
import type { DesktopBridge } from '../electron/api/desktop.ts'
import { appFolder, type LaunchedGlance, launchGlance, type LaunchOptions } from './support/electron-app.ts'
import { numbered, writePhotos } from './support/photos.ts'
import { installTinyModel } from './support/tiny-model.ts'

declare global {
  interface Window {
    glance?: DesktopBridge
  }
}

/** What only the desktop app has: its process, its window, its walls. */
test.skip(
  process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'],
  'no display: install xvfb, or run on a desktop',
)

let work: string
let running: LaunchedGlance[]

test.beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'glance-desktop-test-'))
  running = []
})

test.afterEach(async () => {
  for (const glance of running) await glance.close().catch(() => undefined)
  rmSync(work, { recursive: true, force: true })
})

async function launch(options: LaunchOptions = {}): Promise<LaunchedGlance> {
  installTinyModel(join(work, 'data', 'models'))
  const glance = await launchGlance({ data: join(work, 'data'), ...options })
  running.push(glance)
  return glance
}

async function makeFolder(name: string, photos: number): Promise<string> {
  const folder = join(work, name)
  await writePhotos(folder, numbered(photos))
  return folder
}

const call = <Value>({ page }: LaunchedGlance, name: CallName, args: object = {}): Promise<Outcome<Value>> =>
  page.evaluate(([callName, callArgs]) => window.glance!.call(callName, callArgs as never), [
    name,
    args,
  ] as const) as Promise<Outcome<Value>>

async function getShown(
  glance: LaunchedGlance,
): Promise<{ root: string; images: number; unfinished: string | null } | null> {
  const outcome = await call<{ root: string; images: number; unfinished: string | null } | null>(glance, 'project')
  return 'ok' in outcome ? outcome.ok : null
}

const countStatus = async (glance: LaunchedGlance): Promise<Record<string, number>> => {
  const outcome = await call<{ status: Record<string, number> }>(glance, 'countImages', { filter: {} })
  return 'ok' in outcome ? outcome.ok.status : {}
}

const findService = ({ app }: LaunchedGlance): Promise<number> =>
  app.evaluate(
    ({ app: own }) =>
      own.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'Glance service')?.pid ?? -1,
  )

test('the page is alone in its window: isolated, with the bridge and nothing else of the machine', async () => {
  const { page, app } = await launch()
  expect(page.url()).toBe('app://glance/')
  const seen = await page.evaluate(() => ({
    isolated: crossOriginIsolated,
    bridge: Object.keys(window.glance!).sort(),
    node: ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
  }))
  expect(seen).toEqual({
    isolated: true,
    node: [],
    bridge: [
      'call',
      'chooseFile',
      'chooseFolderPath',
      'listen',
      'onCommand',
      'openDropped',
      'openFolderDialog',
      'openProjectDialog',
      'pathOf',
      'platform',
      'reveal',
      'revealLabels',
      'saveFile',
      'saveLabels',
      'saveProjectDialog',
      'setLanguage',
      'setTheme',
    ],
  })
  const [title, isVisible] = await app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!
    return [window.getTitle(), window.isVisible()]
  })
  expect(title).toBe('Glance')
  expect(isVisible).toBe(true)
})

test("a page cannot leave, open windows, get permissions or load what is not Glance's", async () => {
  const { page, app, readErrors } = await launch()
  await page.evaluate(() => {
    location.href = 'https://example.org/'
  })
  await expect.poll(readErrors).toContain('Not opened: https://example.org/')
  expect(page.url()).toBe('app://glance/')
  expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true)
  expect(await page.evaluate(() => window.open('/') === null)).toBe(true)
  expect(app.windows()).toHaveLength(1)
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
  expect(
    await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        (error: unknown) => (error as Error).name,
      ),
    ),
  ).not.toBe('given')
  const violation = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective), {
          once: true,
        })
        const script = document.createElement('script')
        script.textContent = 'window.injected = true'
        document.head.append(script)
      }),
  )
  expect(violation).toContain('script-src')
  expect(await page.evaluate(() => 'injected' in window)).toBe(false)
  expect(
    await page.evaluate(() =>
      fetch('https://example.org/').then(
        () => 'loaded',
        () => 'blocked',
      ),
    ),
  ).toBe('blocked')
  // Where the page's policy does not reach: main's own requests are stopped, too.
  expect(
    await app.evaluate(({ session }) =>
      session.defaultSession.fetch('https://example.org/').then(
        () => 'loaded',
        (error: unknown) => (error as Error).message,
      ),
    ),
  ).toContain('ERR_BLOCKED_BY_CLIENT')
})

test("only Glance's own files are answered, each with all headers", async () => {
  const { page } = await launch({ folder: await makeFolder('photos', 2) })
  const paths = [
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/assets/..%2f..%2fpackage.json',
    '/electron/main.js',
    '/files/thumbnail/../../package.json',
    '/files/thumbnail/..%2f..%2fpackage.json',
    '/files/thumbnail/0',
    '/files/thumbnail/99',
    '/files/photo/%2fetc%2fpasswd',
    '/%00',
  ]
  const answers = await page.evaluate(
    (all) =>
      Promise.all(
        all.map(async (path) => {
          const response = await fetch(path)
          return [
            path,
            response.status,
            response.headers.get('content-security-policy') !== null,
            response.headers.get('cross-origin-embedder-policy'),
          ]
        }),
      ),
    paths,
  )
  expect(answers).toEqual(paths.map((path) => [path, 404, true, 'require-corp']))
  expect(await page.evaluate(() => fetch('/', { method: 'POST' }).then(({ status }) => status))).toBe(405)
  expect(
    await page.evaluate(() =>
      fetch('app://elsewhere/index.html').then(
        ({ status }) => String(status),
        () => 'blocked',
      ),
    ),
  ).toBe('blocked')
})

test("only the page itself may call, and only what is the page's", async () => {
  const { page, app, readErrors } = await launch()
  for (const name of ['export', 'prelabel', 'fetchModel', 'bench', 'constructor', '__proto__', '']) {
    const answer = await page.evaluate(
      (one) =>
        window.glance!.call(one as 'project', {}).then(
          () => 'answered',
          (error: unknown) => (error as Error).message,
        ),
      name,
    )
    expect(answer, name).toContain('may not call')
  }
  // Another window with the same preload, on another page: it is refused, and loudly.
  const outcome = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const other = new BrowserWindow({
        show: false,
        webPreferences: { preload, contextIsolation: true, sandbox: true },
      })
      await other.loadURL('data:text/html,<p>other</p>')
      const ask = 'window.glance.call("project", {}).then(() => "answered", (error) => error.message)'
      const fromElsewhere = (await other.webContents.executeJavaScript(ask)) as string
      await other.loadURL('app://glance/index.html')
      const fromSecond = (await other.webContents.executeJavaScript(ask)) as string
      other.destroy()
      return [fromElsewhere, fromSecond]
    },
    join(appFolder, 'electron/preload.cjs'),
  )
  expect(outcome[0]).toContain('Refused')
  expect(outcome[1]).toContain('Refused')
  expect(readErrors()).toContain('Refused: glance:call from data:text/html')
})

test('a folder is shown with its thumbnails', async () => {
  const folder = await makeFolder('photos', 5)
  const glance = await launch({ folder })
  await expect.poll(async () => (await getShown(glance))?.images).toBe(5)
  expect(await call(glance, 'openFolder', { folder })).toMatchObject({ ok: { root: folder } })
  const listed = await call<{ ids: number[] }>(glance, 'listImages', { filter: {}, sort: { by: 'name' }, limit: 10 })
  const sizes = await glance.page.evaluate(
    (ids) =>
      Promise.all(
        ids.map(async (id) => {
          const image = new Image()
          image.src = `/files/thumbnail/${id}`
          await image.decode()
          return image.naturalWidth
        }),
      ),
    'ok' in listed ? listed.ok.ids : [],
  )
  expect(sizes).toEqual([240, 240, 240, 240, 240])
  await expect
    .poll(() => glance.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle()))
    .toBe('photos – Glance')
})

test("the system's dialogs say which folder and where the labels go", async () => {
  const folder = await makeFolder('photos', 3)
  const csv = join(work, 'labels.csv')
  const glance = await launch()
  await glance.app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] })
  })
  expect(await glance.page.evaluate(() => window.glance!.openFolderDialog())).toBeNull()
  expect(
    await glance.page.evaluate(() => window.glance!.saveLabels({ format: 'csv', excelSafe: false })),
  ).toMatchObject({
    error: { code: 'wrong-use' },
  })
  await glance.app.evaluate(
    ({ dialog }, [chosen, file]) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file })
    },
    [folder, csv] as const,
  )
  expect(await glance.page.evaluate(() => window.glance!.openFolderDialog())).toMatchObject({ ok: { root: folder } })
  expect(await call(glance, 'startPrelabel', { engine: 'cpu' })).toEqual({ ok: null })
  await expect.poll(async () => (await countStatus(glance))['new'], { timeout: 60_000 }).toBe(0)
  const saved = await glance.page.evaluate(() =>
    window.glance!.saveLabels({ format: 'csv', excelSafe: false, csv: '/tmp/not-here.csv' } as never),
  )
  expect(saved).toMatchObject({ ok: { file: csv, rows: 3 } })
})

test('a service that is killed comes back with the folder it showed', async () => {
  const folder = await makeFolder('photos', 4)
  const glance = await launch({ folder })
  await expect.poll(async () => (await getShown(glance))?.images).toBe(4)
  const before = await findService(glance)
  const events = glance.page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        window.glance!.listen((event) => {
          if (event.type === 'note' && event.text.includes('restarted')) resolve(event.text)
        })
      }),
  )
  process.kill(before, 'SIGKILL')
  expect(await events).toContain('No labels are lost')
  await expect.poll(async () => (await getShown(glance))?.root).toBe(folder)
  expect(await findService(glance)).not.toBe(before)
  expect(await glance.page.evaluate(() => fetch('/files/thumbnail/1').then(({ status }) => status))).toBe(200)
})

test('a page that crashed is loaded again', async () => {
  const glance = await launch({ folder: await makeFolder('photos', 2) })
  const loaded = glance.app.evaluate(
    ({ BrowserWindow }) =>
      new Promise<string>((resolve) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!
        webContents.once('did-finish-load', () => resolve(webContents.getURL()))
        webContents.forcefullyCrashRenderer()
      }),
  )
  expect(await loaded).toBe('app://glance/')
})

test('a second start opens its folder in the first window', async () => {
  const [one, two] = [await makeFolder('one', 1), await makeFolder('two', 2)]
  const glance = await launch({ folder: one })
  await expect.poll(async () => (await getShown(glance))?.root).toBe(one)
  const args = glance.args.map((argument) => (argument === one ? two : argument))
  const second = spawn(glance.executable, args, { env: glance.env, stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
  await expect.poll(async () => (await getShown(glance).catch(() => null))?.root).toBe(two)
  expect(glance.app.windows()).toHaveLength(1)
})

test("the window opens where and as large as it was; the theme is the system's as well", async () => {
  const bounds = { x: 40, y: 60, width: 1100, height: 700 }
  const first = await launch()
  await first.app.evaluate(({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]!.setBounds(wanted), bounds)
  await first.page.evaluate(() => window.glance!.setTheme('dark'))
  expect(await first.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true)
  await first.close()
  const second = await launch()
  const kept = await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds())
  // Without a window manager, a window may come to lie where its frame would have been.
  expect(Math.abs(kept.x - bounds.x) + Math.abs(kept.y - bounds.y)).toBeLessThan(80)
  expect([kept.width, kept.height]).toEqual([bounds.width, bounds.height])
})

test('the menu speaks to the page', async () => {
  const { page, app } = await launch()
  // Listening before anything is said.
  const received = await page.evaluateHandle(() => {
    const said: string[] = []
    window.glance!.onCommand((command) => said.push(command))
    return said
  })
  await expect
    .poll(() => app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('undo')?.accelerator))
    .toBe('CmdOrCtrl+Z')
  await app.evaluate(({ Menu }) => (Menu.getApplicationMenu()!.getMenuItemById('find')!.click as () => void)())
  await expect.poll(() => received.jsonValue()).toEqual(['find'])
  await app.evaluate(({ Menu }) => (Menu.getApplicationMenu()!.getMenuItemById('show-commands')!.click as () => void)())
  await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
})

test('closing in the middle of a run loses nothing, and the run resumes', async () => {
  const folder = await makeFolder('photos', 400)
  const first = await launch({ folder })
  await expect.poll(async () => (await getShown(first))?.images).toBe(400)
  expect(await call(first, 'startPrelabel', { engine: 'cpu' })).toEqual({ ok: null })
  await expect
    .poll(async () => (await countStatus(first))['new'], { timeout: 60_000, intervals: [50] })
    .toBeLessThan(400)
  await first.close()
  const second = await launch({ folder })
  const left = await countStatus(second)
  expect(left['new']).toBeLessThan(400)
  await call(second, 'startPrelabel', { engine: 'cpu' }) // the page may have started it by itself
  await expect.poll(async () => (await countStatus(second))['new'], { timeout: 120_000 }).toBe(0)
  expect((await countStatus(second))['failed']).toBe(0)
})
