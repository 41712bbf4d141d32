import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { GlanceError } from '../models/errors.ts'
import { findBrowser } from './http/browser.ts'
import { startWebHost } from './http/server.ts'

export interface ServeOptions {
  folder?: string
  port?: number
  open?: boolean
}

/**
 * The localhost host: the same page and service as the desktop app, for a browser on this machine. Ends with Ctrl-C.
 */
export async function serve({ folder, port, open = false }: ServeOptions, signal: AbortSignal): Promise<void> {
  const host = await startWebHost({ page: await findPage(), ...(port === undefined ? {} : { port }) })
  try {
    if (folder !== undefined) {
      const outcome = await host.call('openFolder', { folder }, { emit: host.emit, signal })
      if ('error' in outcome)
        throw new GlanceError('not-found', '{reason}', '', { params: { reason: outcome.error.message } })
    }
    process.stdout.write(`Glance is at ${host.address}\n(Press Ctrl-C to stop.)\n`)
    if (open) openPage(host.address)
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  } finally {
    await host.close()
  }
}

/** The built page; from a checkout it is built where it is missing or older than its source. */
async function findPage(): Promise<string> {
  const named = process.env['GLANCE_PAGE']
  const page = named || fileURLToPath(new URL('../dist/page', import.meta.url))
  const builder = fileURLToPath(new URL('../build/page.ts', import.meta.url))
  if (!named && existsSync(builder)) await (await import('../build/page.ts')).buildPage()
  if (existsSync(join(page, 'index.html'))) return page
  throw new GlanceError('not-found', 'The page is missing in {page}.', 'Install Glance again.', { params: { page } })
}

function openPage(address: string): void {
  const browser = findBrowser()
  if (browser === null) {
    process.stdout.write('No Chromium-family browser was found: open the address yourself.\n')
    return
  }
  const child = spawn(browser, [`--app=${address}`], { detached: true, stdio: 'ignore' })
  child.on('error', (error) =>
    process.stderr.write(`${browser} does not start (${error.message}): open the address yourself.\n`),
  )
  child.unref()
}
