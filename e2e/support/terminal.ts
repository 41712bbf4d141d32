import { spawn } from 'node:child_process'
import type { PrelabelResult } from '../../electron/predict/calls.ts'
import type { ServiceEvent } from '../../electron/api/events.ts'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { installTinyModel } from './tiny-model.ts'

const program = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url))

/** A user without any rights: root reads what it likes, so tests about permissions must not run as root. */
export const nobody = 65534
const isRoot = process.getuid?.() === 0

/** What a finished command left behind. */
export interface Finished {
  exit: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface RunOptions {
  cwd?: string
  env?: Record<string, string>
  /** Run without root's rights; the room must have been given away with `giveAway`. */
  asNobody?: boolean
}

/** A command under way. */
export interface Running {
  /** Waits for an event of `--json`; fails where the command ends without it. */
  waitFor: (wanted: (event: ServiceEvent) => boolean) => Promise<ServiceEvent>
  /** Waits for what is said on stderr; fails where the command ends without it. */
  waitForText: (wanted: string) => Promise<void>
  kill: (signal: NodeJS.Signals) => boolean
  finished: Promise<Finished>
}

/** A temporary folder with everything a test needs in it, and the real program to run there. */
export class Room {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'glance-test-')))
  readonly photos = join(this.folder, 'photos')
  readonly data = join(this.folder, 'data')
  readonly csv = join(this.folder, 'labels.csv')

  /** The tiny model is its default, unless the test is about the embedded one. */
  constructor({ model = 'tiny' }: { model?: 'tiny' | 'embedded' } = {}) {
    mkdirSync(this.photos)
    if (model === 'tiny') installTinyModel(join(this.data, 'models'))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts)
  }

  /** Lets a user without rights work in this room. Does nothing where the tests have no rights themselves. */
  giveAway(): void {
    chmodSync(this.folder, 0o755)
    if (!isRoot) return
    chownSync(this.folder, nobody, nobody)
    for (const folder of [this.photos, this.data, join(this.data, 'models')].filter((path) => existsSync(path)))
      chownSync(folder, nobody, nobody)
  }

  start(args: readonly string[], { cwd = this.folder, env = {}, asNobody = false }: RunOptions = {}): Running {
    const child = spawn(process.execPath, [program, ...args], {
      cwd,
      env: { ...process.env, GLANCE_DATA: this.data, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(asNobody && isRoot ? { uid: nobody, gid: nobody } : {}),
    })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    const finished = new Promise<Finished>((resolve, reject) => {
      child.on('error', reject).on('close', (exit, signal) => resolve({ exit, signal, ...output }))
    })
    /** The first answer that is not undefined, looked for whenever the command says something. */
    const watch = <Value>(look: () => Value | undefined): Promise<Value> =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = look()
          if (found !== undefined) resolve(found)
        }
        child.stdout.on('data', check)
        child.stderr.on('data', check)
        child.on('close', () =>
          reject(new Error(`ended without what was waited for: ${output.stdout}${output.stderr}`)),
        )
        check()
      })
    const readEvents = (): ServiceEvent[] =>
      readLines(output.stdout.slice(0, output.stdout.lastIndexOf('\n') + 1)) as ServiceEvent[]
    return {
      waitFor: (wanted) => watch(() => readEvents().find(wanted)),
      waitForText: (wanted) => watch(() => (output.stderr.includes(wanted) ? true : undefined)).then(() => undefined),
      kill: (signal) => child.kill(signal),
      finished,
    }
  }

  glance(args: readonly string[], options?: RunOptions): Promise<Finished> {
    return this.start(args, options).finished
  }

  /** Pre-labels this room's photos to its CSV and returns the result that `--json` prints. */
  async prelabel(args: readonly string[] = [], options?: RunOptions): Promise<Finished & { result: PrelabelResult }> {
    const finished = await this.glance(['--json', 'prelabel', this.photos, '--csv', this.csv, ...args], options)
    return { ...finished, result: readResult(finished) as PrelabelResult }
  }

  readCsv(): Row[] {
    return parseCsv(readFileSync(this.csv))
  }
}

export type Row = Record<string, string>

/** Rows of a CSV by column name; a row of another length than the header is an error. */
export const parseCsv = (bytes: Buffer | string): Row[] => parse(bytes, { columns: true })

/** The cells of one column. */
export const column = (rows: readonly Row[], name: string): string[] => rows.map((row) => row[name]!)

const readLines = (text: string): object[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as object)

/** The result of a command that ran with `--json`. */
export function readResult({ stdout, stderr }: Finished): unknown {
  const last = stdout.trimEnd().split('\n').at(-1)!
  const line = last.startsWith('{') ? (JSON.parse(last) as { type: string; result: unknown }) : null
  if (line?.type !== 'result') throw new Error(`there is no result, but: ${stderr}${stdout}`)
  return line.result
}
