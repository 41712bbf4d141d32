import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { GlanceError } from '../models/errors.ts'
import { findBrowser } from './http/browser.ts'
import { writeForward } from './http/forward-file.ts'
import { startWebHost, type WebHost } from './http/server.ts'

export interface ServeOptions {
  folder?: string
  port?: number
  open?: boolean
}

/**
 * The localhost host: the same page and service as the desktop app, for a browser on this machine. Ends with Ctrl-C.
 */
export async function serve({ folder, port, open = false }: ServeOptions, signal: AbortSignal): Promise<void> {
  const host = await startWebHost({
    page: await findPage(),
    showCode: (code) => process.stdout.write(`The page asks for a code. Type this one within a minute: ${code}\n`),
    ...(port === undefined ? {} : { port }),
  })
  try {
    if (folder !== undefined) {
      const outcome = await host.call('openFolder', { folder }, { emit: host.emit, signal })
      if ('error' in outcome)
        throw new GlanceError('not-found', '{reason}', '', { params: { reason: outcome.error.message } })
    }
    const invitation = host.invite()
    process.stdout.write(
      `Glance is at ${invitation.address}\n` +
        `(It lets one page in, within a minute. A page that asks for a code takes ${invitation.code}.)\n` +
        `(Press Ctrl-C to stop.)\n`,
    )
    if (open) await openPage(invitation, host.entranceFolder)
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

/** Starts a browser. The ticket stays out of its command line, which every user of the machine can read. */
async function openPage({ address, over }: ReturnType<WebHost['invite']>, folder: string): Promise<void> {
  const browser = findBrowser()
  if (browser === null) {
    process.stdout.write('No Chromium-family browser was found: open the address yourself.\n')
    return
  }
  const giveUp = (error: unknown): void =>
    void process.stderr.write(`${browser} does not start (${(error as Error).message}): open the address yourself.\n`)
  try {
    const forward = await writeForward(folder, address)
    void over.then(() => rmSync(forward, { force: true }))
    const child = spawn(browser, [`--app=${pathToFileURL(forward).href}`], { detached: true, stdio: 'ignore' })
    child.on('error', giveUp)
    child.unref()
  } catch (error) {
    giveUp(error)
  }
}
