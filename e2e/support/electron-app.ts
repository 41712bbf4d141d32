import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { bundleApp } from '../../build/bundle.ts'
import { buildPage } from '../../build/page.ts'
import { findElectron, stageSqlite } from '../../build/electron-runtime.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
export const appFolder = join(root, 'dist/app')

/** WebGPU on machines without a GPU: right, and slow. */
const softwareGpu = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
  '--ignore-gpu-blocklist',
]

const launchTimeout = 45_000

export interface LaunchOptions {
  /** Shown from the start. */
  folder?: string
  /** Glance's data folder; a new one, deleted at the end, where none is given. */
  data?: string
  /** Chromium's and Electron's switches. */
  args?: string[]
  softwareGpu?: boolean
  /** The packed app in place of the built one. */
  isPacked?: boolean
  env?: Record<string, string>
}

export interface LaunchedGlance {
  app: ElectronApplication
  page: Page
  data: string
  /** How it was started, to start a second one the same way. */
  executable: string
  args: string[]
  env: Record<string, string>
  /** What main and the service said on stderr so far. */
  readErrors: () => string
  close: () => Promise<void>
}

/** What is started, and what it runs: nothing, where the app is packed into it. */
interface Startable {
  executable: string
  app: string[]
}

let packed: Promise<Startable> | undefined

/** Builds the app for the Electron that the tests run on; once for all tests, as a setup of theirs. */
export async function buildApp(): Promise<Startable> {
  const found = await findElectron({ forTests: true })
  await buildPage()
  await bundleApp()
  stageSqlite(found, appFolder)
  return findApp()
}

/** The app that was built before the tests, and what runs it. */
export async function findApp(): Promise<Startable> {
  const { executable } = await findElectron({ forTests: true })
  return { executable, app: [appFolder] }
}

/** The unpacked Linux app, packed once for all tests as it would be for people. */
function preparePacked(): Promise<Startable> {
  packed ??= (async () => {
    await promisify(execFile)(process.execPath, ['build/package.ts', '--dir'], {
      cwd: root,
      env: { ...ownEnvironment(), GLANCE_PACKAGE: 'tests' },
    })
    return { executable: join(root, 'dist/packages-for-tests/linux-unpacked/glance'), app: [] }
  })()
  return packed
}

/**
 * Starts the real app and waits for its window. Needs a display: run the tests under `xvfb-run -a` where there is none.
 */
export async function launchGlance(options: LaunchOptions = {}): Promise<LaunchedGlance> {
  const { executable, app: place } = options.isPacked === true ? await preparePacked() : await findApp()
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'glance-desktop-'))
  const switches = [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses to sandbox for root
    ...(options.softwareGpu === true ? softwareGpu : []),
    ...(options.args ?? []),
  ]
  const args = [...switches, ...place, ...(options.folder === undefined ? [] : [options.folder])]
  const env = { ...ownEnvironment(), ...options.env, GLANCE_DATA: data }
  const launch = (): Promise<ElectronApplication> =>
    _electron.launch({ executablePath: executable, args, env, colorScheme: null, timeout: launchTimeout })
  // Now and then the driver attaches just while the window is being made, and waits for ever; it ends that app itself.
  const app = await launch().catch(launch)
  let errors = ''
  app.process().stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const page = await app.firstWindow()
  await page.waitForLoadState('load')
  return {
    app,
    page,
    data,
    executable,
    args,
    env,
    readErrors: () => errors,
    async close() {
      await app.close()
      if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}

/** What would make another program of Electron, or is meant for the Node that runs the tests. */
const nodeOnly = new Set(['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'NODE_COMPILE_CACHE'])

function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Object.fromEntries(entries.filter(([name]) => !nodeOnly.has(name)))
}
