import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { appFolder, bundleApp } from './bundle.ts'
import { type ElectronRuntime, findElectron, stageSqlite } from './electron-runtime.ts'
import { buildPage } from './page.ts'

/** `npm start [folder]`: the desktop app; the same page in a browser where there is no Electron to be had. */
const root = join(import.meta.dirname, '..')
const named = process.argv[2]
// npm runs scripts in the package's folder; a person's paths are relative to the folder they are in.
const folder = named === undefined ? [] : [resolve(process.env['INIT_CWD'] ?? '.', named)]

if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
  console.error(`There is no display here. For a browser: npm run --silent glance -- serve ${folder[0] ?? '<folder>'}`)
  process.exitCode = 1
} else {
  const runtime = await findElectron({ forTests: false }).catch((error: unknown) => {
    console.error(`${(error as Error).message} Until then Glance opens in a browser.`)
    return null
  })
  process.exitCode = await (runtime === null ? startBrowser() : startDesktop(runtime))
}

async function startDesktop(runtime: ElectronRuntime): Promise<number> {
  await buildPage()
  await bundleApp()
  stageSqlite(runtime, appFolder)
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0
  if (isRoot) console.error('Started as root: Chromium gives no sandbox to root.')
  return run(runtime.executable, [...(isRoot ? ['--no-sandbox'] : []), appFolder, ...folder])
}

function startBrowser(): Promise<number> {
  return run(process.execPath, [join(root, 'electron/cli.ts'), 'serve', ...folder, '--open'])
}

/** Its exit code is ours. Ctrl-C reaches it by itself; it decides when it is done. */
async function run(command: string, args: string[]): Promise<number> {
  delete process.env['ELECTRON_RUN_AS_NODE'] // an editor's terminal sets it, and Electron would be a plain Node
  const child = spawn(command, args, { stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => void child.kill('SIGTERM'))
  const [code] = (await once(child, 'exit')) as [number | null]
  return code ?? 1
}
