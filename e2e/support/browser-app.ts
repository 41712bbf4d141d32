import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import { findBrowser } from '../../electron/http/browser.ts'

const program = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url))

export interface BrowserOptions {
  folder?: string
  data: string
  /** Whether the page has WebGPU; as software where there is no other. */
  hasGpu?: boolean
  env?: Record<string, string>
}

export interface BrowserApp {
  page: Page
  browser: Browser
  /** The process of the localhost host. */
  service: ChildProcess
  /** Lets another page in: has a code shown in the terminal, and types it. */
  enter(page: Page): Promise<void>
  close(): Promise<void>
}

/** `glance serve` under way, as a person starts it. */
export interface Served {
  service: ChildProcess
  terminal: Output
  /** The address with its ticket. */
  address: string
  close(): Promise<void>
}

export async function startServe(
  args: readonly string[],
  { data, env = {} }: Pick<BrowserOptions, 'data' | 'env'>,
): Promise<Served> {
  const service = spawn(process.execPath, [program, 'serve', ...args], {
    env: { ...process.env, ...env, GLANCE_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const terminal = new Output(service)
  const address = await terminal.waitFor(/http:\S+\?ticket=\S+/)
  return {
    service,
    terminal,
    address,
    async close() {
      if (service.exitCode !== null || service.signalCode !== null) return
      const exit = once(service, 'exit')
      service.kill('SIGTERM')
      await exit
    },
  }
}

/** Opens the address that `glance serve` printed in a real Chromium. */
export async function launchBrowserApp({ folder, data, hasGpu = true, env = {} }: BrowserOptions): Promise<BrowserApp> {
  const served = await startServe(folder === undefined ? [] : [folder], { data, env })
  const { service, terminal, address } = served
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }), // Playwright's own, where it was installed
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), hasGpu ? '--enable-unsafe-webgpu' : '--disable-gpu'],
  })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(address)
  await page.locator('base').waitFor({ state: 'attached' }) // it was let in
  return {
    page,
    browser,
    service,
    enter: (other) => enterByCode(other, terminal),
    async close() {
      await browser.close()
      await served.close()
    },
  }
}

/** Has a code shown in the terminal, and types it. */
export async function enterByCode(page: Page, terminal: Output): Promise<void> {
  const shown = terminal.waitForNew(/(?<=within a minute: )\S+/)
  await page.getByRole('button', { name: 'Show a new code in the terminal' }).click()
  await page.getByRole('textbox', { name: 'Code' }).fill(await shown)
  await page.getByRole('button', { name: 'Enter', exact: true }).click()
  await page.locator('base').waitFor({ state: 'attached' })
}

/** What a program says in the terminal. */
export class Output {
  readonly #program: ChildProcess
  #said = ''

  constructor(program: ChildProcess) {
    this.#program = program
    const keep = (chunk: Buffer): void => void (this.#said += chunk.toString())
    program.stdout!.on('data', keep)
    program.stderr!.on('data', keep)
  }

  /** Waits until it says something; gives what. */
  waitFor(wanted: RegExp, from = 0): Promise<string> {
    const program = this.#program
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = wanted.exec(this.#said.slice(from))
        if (found === null) return
        program.stdout!.off('data', look)
        program.stderr!.off('data', look)
        resolve(found[0])
      }
      program.stdout!.on('data', look)
      program.stderr!.on('data', look)
      program.on('exit', () => reject(new Error(`glance serve ended: ${this.#said}`)))
      look()
    })
  }

  /** The same, of what it says from now on. */
  waitForNew(wanted: RegExp): Promise<string> {
    return this.waitFor(wanted, this.#said.length)
  }
}
