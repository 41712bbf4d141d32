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
  close(): Promise<void>
}

/** Starts `glance serve` as a person does, and opens its address in a real Chromium. */
export async function launchBrowserApp({ folder, data, hasGpu = true, env = {} }: BrowserOptions): Promise<BrowserApp> {
  const service = spawn(process.execPath, [program, 'serve', ...(folder === undefined ? [] : [folder])], {
    env: { ...process.env, ...env, GLANCE_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const address = await readAddress(service)
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }), // Playwright's own, where it was installed
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), hasGpu ? '--enable-unsafe-webgpu' : '--disable-gpu'],
  })
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  await page.goto(address)
  return {
    page,
    browser,
    service,
    async close() {
      await browser.close()
      if (service.exitCode !== null || service.signalCode !== null) return
      const exit = once(service, 'exit')
      service.kill('SIGTERM')
      await exit
    },
  }
}

function readAddress(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const read = (chunk: Buffer): void => {
      said += chunk.toString()
      const address = /http:\S+\?token=\S+/.exec(said)
      if (address !== null) resolve(address[0])
    }
    service.stdout!.on('data', read)
    service.stderr!.on('data', read)
    service.on('exit', () => reject(new Error(`glance serve ended: ${said}`)))
  })
}
