import { opendir, readdir, realpath, stat } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import type { Dirent } from 'node:fs'
import type { FoundFile, Problem } from '../catalog/rows.ts'
import { errnoOf } from '../lib/errno.ts'
import { describeFailure, GlanceError } from '../../models/errors.ts'
import { fileError } from './file-errors.ts'
import { hasImageExtension } from './formats.ts'
import { decodeName, escapeBytes, showName } from './names.ts'

/** What a scan met since the batch before. */
export interface ScanBatch {
  files: FoundFile[]
  problems: Problem[]
  /** Files that are no images by their extension, pipes and devices. */
  skipped: number
  /** Files and folders whose name begins with a dot; a hidden folder counts once and is not entered. */
  hidden: number
  /** Folders whose content stays unknown, relative to the root: what was known inside is not missing for that. */
  unreadableFolders: string[]
}

/** As many stats are in flight at most, and as many files are in a batch, give or take. */
const batchSize = 512

/**
 * Walks a folder and everything in it, in bytewise order, a batch at a time. Links are followed; a folder reached
 * twice, or around a circle, is listed once, and under its real place if that is inside the root. What cannot be read
 * becomes a problem and stops nothing else. Throws `not-found`, `wrong-use` or `unreadable` for the root itself, and
 * `cancelled`.
 */
export async function* scanFolder(
  root: string,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<ScanBatch, void> {
  const walk = new Walk(root, await openRoot(root))
  while (await walk.step()) {
    if (signal?.aborted === true)
      throw new GlanceError('cancelled', 'The scan of {name} was cancelled.', '', { params: { name: showName(root) } })
    if (walk.isBatchFull()) yield walk.takeBatch()
  }
  yield walk.takeBatch()
}

/** Identities of the root's ancestors: a link up to one of them leads in a circle. */
async function openRoot(root: string): Promise<Set<string>> {
  try {
    if (!(await stat(root)).isDirectory()) {
      throw new GlanceError(
        'wrong-use',
        '{name} is a file, not a folder.',
        'Give the folder that contains the images.',
        { params: { name: showName(root) } },
      )
    }
    await (await opendir(root)).close()
    const above = new Set<string>()
    for (let path = await realpath(root); path !== dirname(path);) {
      path = dirname(path)
      above.add(await identify(path))
    }
    return above
  } catch (error) {
    if (error instanceof GlanceError) throw error
    if (errnoOf(error) !== 'ENOENT') throw fileError(error, root)
    throw new GlanceError(
      'not-found',
      '{name} does not exist.',
      'Check its name, and whether it was moved or deleted.',
      {
        params: { name: showName(root) },
        cause: error,
      },
    )
  }
}

/** The same for every path to one folder. As bigint: numbers of files on Windows do not fit a double. */
async function identify(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true })
  return `${dev.toString()}:${ino.toString()}`
}

interface Entry {
  path: string
  isLink: boolean
}

class Walk {
  readonly #root: string
  readonly #seen: Set<string>
  /** Folders still to enter, the next one last. */
  readonly #folders: string[] = ['']
  /** Folders behind links wait until every real folder was entered, so that real places win. */
  readonly #linked: string[] = []
  /** Images and links still to stat. */
  #entries: Entry[] = []
  #batch = emptyBatch()

  constructor(root: string, seen: Set<string>) {
    this.#root = root
    this.#seen = seen
  }

  isBatchFull(): boolean {
    return this.#batch.files.length + this.#batch.problems.length >= batchSize
  }

  takeBatch(): ScanBatch {
    const batch = this.#batch
    this.#batch = emptyBatch()
    return batch
  }

  /** Stats one lot of files or enters one folder; false when nothing is left. */
  async step(): Promise<boolean> {
    const folder = this.#folders.at(-1)
    if (this.#entries.length >= batchSize || (folder === undefined && this.#entries.length > 0)) {
      const lot = this.#entries.splice(0, batchSize)
      // Results are kept in order, whichever stat is answered first.
      for (const take of await Promise.all(lot.map((entry) => this.#statEntry(entry)))) take()
      return true
    }
    this.#folders.pop()
    const next = folder ?? this.#linked.shift()
    if (next === undefined) return false
    await this.#enter(next)
    return true
  }

  async #enter(folder: string): Promise<void> {
    let found: Dirent<Buffer>[]
    try {
      const identity = await identify(this.#absolute(folder))
      if (this.#seen.has(identity)) return
      this.#seen.add(identity)
      found = await readdir(this.#absolute(folder), { withFileTypes: true, encoding: 'buffer' })
    } catch (error) {
      this.#batch.unreadableFolders.push(folder)
      this.#addProblem(folder, fileError(error, folder))
      return
    }
    found.sort((a, b) => Buffer.compare(a.name, b.name))
    const inside: string[] = []
    for (const entry of found) this.#sortOut(folder === '' ? '' : `${folder}/`, entry, inside)
    this.#folders.push(...inside.reverse())
  }

  #sortOut(prefix: string, entry: Dirent<Buffer>, folders: string[]): void {
    if (entry.name[0] === 0x2e) {
      this.#batch.hidden++
      return
    }
    const name = decodeName(entry.name)
    if (name === null) {
      const path = prefix + escapeBytes(entry.name)
      if (entry.isDirectory()) this.#batch.unreadableFolders.push(path)
      this.#addProblem(
        path,
        new GlanceError(
          'unreadable',
          '{name} has a name that is not valid UTF-8 (shown with \\x escapes).',
          'Rename it.',
          { params: { name: showName(path) } },
        ),
      )
    } else if (entry.isDirectory()) folders.push(prefix + name)
    else if (entry.isSymbolicLink()) this.#entries.push({ path: prefix + name, isLink: true })
    else if (entry.isFile() && hasImageExtension(name)) this.#entries.push({ path: prefix + name, isLink: false })
    else this.#batch.skipped++
  }

  async #statEntry({ path, isLink }: Entry): Promise<() => void> {
    try {
      const found = await stat(this.#absolute(path))
      if (found.isDirectory()) return () => this.#linked.push(path)
      if (!found.isFile() || !hasImageExtension(path)) return () => this.#batch.skipped++
      const file = { path, size: found.size, mtime: Math.trunc(found.mtimeMs) }
      return () => this.#batch.files.push(file)
    } catch (error) {
      const problem =
        isLink && errnoOf(error) === 'ENOENT'
          ? new GlanceError(
              'not-found',
              '{name} is a broken link: its target does not exist.',
              'Remove or repair the link.',
              { params: { name: showName(path) }, cause: error },
            )
          : fileError(error, path)
      return () => this.#addProblem(path, problem)
    }
  }

  #addProblem(path: string, error: GlanceError): void {
    this.#batch.problems.push({ path, ...describeFailure(error) })
  }

  #absolute(path: string): string {
    return path === '' ? this.#root : `${this.#root}${sep}${path}`
  }
}

function emptyBatch(): ScanBatch {
  return { files: [], problems: [], skipped: 0, hidden: 0, unreadableFolders: [] }
}
