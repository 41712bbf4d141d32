import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { chromium, expect, test as base } from '@playwright/test'
import { findBrowser } from '../electron/http/browser.ts'
import { enterByCode, type Served, startServe } from './support/browser-app.ts'
import { say } from './support/texts.ts'

const env = { GLANCE_PAGE: join(import.meta.dirname, '../dist/page') }
const rootArgs = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** `glance serve` without a folder, and a page of a browser that was not let in yet. */
const test = base.extend<{ data: string; served: Served }>({
  async data({}, use) {
    const data = await mkdtemp(join(tmpdir(), 'glance-test-'))
    await use(data)
    // A browser that was closed writes a little longer.
    await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
  },
  async served({ data }, use) {
    const served = await startServe([], { data, env })
    await use(served)
    await served.close()
  },
  launchOptions: async ({}, use) => {
    const executablePath = findBrowser()
    await use({ args: rootArgs, ...(executablePath === null ? {} : { executablePath }) })
  },
})

test('an address lets one page in; the next one is asked for the code that the terminal shows', async ({
  page,
  context,
  served: { address, terminal },
}) => {
  const { origin } = new URL(address)
  await page.goto(address)
  await expect(page.getByRole('button', { name: 'Open folder…' })).toBeVisible()
  expect(page.url()).toBe(`${origin}/`)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Open folder…' })).toBeVisible()

  const other = await context.newPage()
  await other.goto(address)
  const heading = other.getByRole('heading', { name: 'Type the code that the terminal shows' })
  await expect(heading).toBeVisible()
  expect(other.url()).toBe(`${origin}/`)
  await other.getByRole('textbox', { name: 'Code' }).fill('0000-0000')
  await other.keyboard.press('Enter')
  await expect(other.getByRole('alert')).toHaveText(say('en', 'entrance:wrong'))
  await enterByCode(other, terminal)
  await expect(other.getByRole('button', { name: 'Open folder…' })).toBeVisible()
  await expect(heading).toHaveCount(0)
  // The tab stays in.
  await other.reload()
  await expect(other.getByRole('button', { name: 'Open folder…' })).toBeVisible()
})

test('in Russian, by keys alone', async ({ browser, served: { address, terminal } }) => {
  const context = await browser.newContext({ locale: 'ru-RU' })
  const page = await context.newPage()
  await page.goto(new URL(address).origin)
  await expect(page.getByRole('heading', { name: say('ru', 'entrance:title') })).toBeVisible()
  const shown = terminal.waitForNew(/(?<=within a minute: )\S+/)
  // The ticket of the start was for nobody yet, and is void now.
  await expect(async () => {
    await page.getByRole('button', { name: say('ru', 'entrance:ask') }).click()
    await expect(page.getByRole('status')).toHaveText(say('ru', 'entrance:shown'))
    expect(await Promise.race([shown, Promise.resolve(null)])).not.toBeNull()
  }).toPass()
  await page.keyboard.type((await shown).replace('-', '').toLowerCase())
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: say('ru', 'welcome:openFolder') })).toBeVisible()
  await context.close()
})

test('a host that was started again at the same address asks the page for a code', async ({ page, data, served }) => {
  await page.goto(served.address)
  await expect(page.getByRole('button', { name: 'Open folder…' })).toBeVisible()
  await served.close()
  await expect(page.getByText('Glance is not responding')).toBeVisible()
  const again = await startServe(['--port', new URL(served.address).port], { data, env })
  try {
    await expect(page.getByRole('heading', { name: 'Type the code that the terminal shows' })).toBeVisible()
    await page.getByRole('textbox', { name: 'Code' }).fill(new URL(again.address).searchParams.get('ticket')!)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('button', { name: 'Open folder…' })).toBeVisible()
  } finally {
    await again.close()
  }
})

test('a browser that Glance starts is let in, and no command line has the ticket', async ({ data }) => {
  test.skip(process.platform !== 'linux', 'reads the command lines of Linux')
  // The browser as it is, with what a test needs of it: no window, and a way to look at its page.
  const [bin, profile] = [join(data, 'bin'), join(data, 'profile')]
  mkdirSync(bin)
  const real = findBrowser() ?? chromium.executablePath()
  const options = [...rootArgs, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`]
  writeFileSync(join(bin, 'google-chrome'), `#!/bin/sh\nexec "${real}" ${options.join(' ')} "$@"\n`, { mode: 0o755 })
  const served = await startServe(['--open'], {
    data,
    env: { ...env, PATH: `${bin}${delimiter}${process.env['PATH']!}` },
  })
  const seen = new Set<string>()
  const look = setInterval(() => readCommandLines().forEach((line) => seen.add(line)), 20)
  const entrance = join(data, 'entrance')
  const portFile = join(profile, 'DevToolsActivePort')
  try {
    await expect.poll(() => existsSync(portFile) && readFileSync(portFile, 'utf8').includes('\n')).toBe(true)
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${readFileSync(portFile, 'utf8').split('\n')[0]!}`)
    await expect.poll(() => browser.contexts()[0]?.pages().length).toBeGreaterThan(0)
    const page = browser.contexts()[0]!.pages()[0]!
    await expect(page.getByRole('button', { name: 'Open folder…' })).toBeVisible()
    expect(page.url()).toBe(`${new URL(served.address).origin}/`)
    // Once it was used the file is gone; its folder is closed to others.
    await expect.poll(() => readdirSync(entrance)).toEqual([])
    expect(statSync(entrance).mode & 0o777).toBe(0o700)
    const code = new URL(served.address).searchParams.get('ticket')!
    const secret = await page.evaluate<string>('sessionStorage.getItem("secret")')
    const lines = [...seen, ...readCommandLines()]
    expect(lines.filter((line) => line.includes('--app=file://') && line.includes(entrance)).length).toBeGreaterThan(0)
    expect(lines.filter((line) => line.includes(code) || line.includes(secret))).toEqual([])
    const session = await browser.newBrowserCDPSession()
    await session.send('Browser.close')
  } finally {
    clearInterval(look)
    await served.close()
  }
})

function readCommandLines(): string[] {
  const read = (id: string): string => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8')
    } catch {
      return '' // it has ended
    }
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(read)
}
