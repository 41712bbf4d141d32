import { closeSync, copyFileSync, readSync, truncateSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { GlanceError } from '../../../models/errors.ts'
import type { WriteGuard } from '../connection.ts'
import { findMark, Marker } from '../file-mark.ts'
import { identify } from './identify.ts'
import { freeName } from './left-log.ts'

/**
 * Watches over the file that is written to: it must be in its place, under its name, with what this session wrote, and
 * so must its log. A write that goes elsewhere would be acknowledged and lost.
 */
export class FileGuard implements WriteGuard {
  readonly #file: string
  readonly #db: Database.Database
  readonly #marker: Marker
  /** Open until the catalog is closed: closing it before would drop SQLite's locks on the file. */
  readonly #descriptor: number
  readonly #identity: string | null
  readonly #markPage: Buffer
  readonly #markOffset: number
  #log: string | null = null
  #isReleased = false

  /** `descriptor` is of the file, and this guard's from now on. */
  constructor(file: string, { db, descriptor }: { db: Database.Database; descriptor: number }) {
    this.#file = file
    this.#db = db
    this.#descriptor = descriptor
    this.#identity = identify(file)
    this.#marker = new Marker(db)
    const pageSize = db.pragma('page_size', { simple: true }) as number
    const root = db.prepare<[], number>(`SELECT rootpage FROM sqlite_master WHERE name = 'file_mark'`).pluck().get()!
    this.#markPage = Buffer.alloc(pageSize)
    this.#markOffset = (root - 1) * pageSize
  }

  /** Begins the session: the file itself says from now on who writes to it. */
  open(): void {
    this.#marker.open(this.#file)
    this.#db.pragma('wal_checkpoint(PASSIVE)')
    this.#log = identify(`${this.#file}-wal`)
  }

  count(): void {
    this.#marker.count()
  }

  check(): void {
    const found = identify(this.#file)
    if (found === null) throw moved(this.#file)
    if (found !== this.#identity || !this.isOwn()) throw replaced(this.#file)
    if (this.#log === null || identify(`${this.#file}-wal`) === this.#log) return
    // The log that is gone from its folder is still open: what is in it goes into the file.
    this.#db.pragma('wal_checkpoint(PASSIVE)')
    throw logGone(this.#file)
  }

  isOwn(): boolean {
    const length = readSync(this.#descriptor, this.#markPage, 0, this.#markPage.length, this.#markOffset)
    const mark = length === this.#markPage.length ? findMark(this.#markPage) : null
    return mark !== null && this.#marker.knows(mark)
  }

  close(): void {
    if (!this.isOwn()) {
      this.#detachLog()
      return
    }
    try {
      this.check()
      this.#marker.close()
    } catch {
      // The mark only says that nobody writes: a file that cannot be written has other worries.
    }
  }

  /**
   * Closing would fold the log into a file that somebody wrote over. It is kept under another name, and cut: SQLite
   * folds nothing in from a log that it cannot read.
   */
  #detachLog(): void {
    const log = `${this.#file}-wal`
    if (this.#log === null || identify(log) !== this.#log) return
    copyFileSync(log, freeName(log))
    truncateSync(log, 0)
  }

  release(): void {
    if (this.#isReleased) return
    this.#isReleased = true
    closeSync(this.#descriptor)
  }
}

const keep = 'Nothing is lost while it is open: save a copy of the project, or put the file back.'

const moved = (file: string): GlanceError =>
  new GlanceError('catalog-moved', 'The project file {file} was moved, renamed or deleted while it was open.', keep, {
    params: { file },
  })

/** The error for a file in whose place another one is. */
export const replaced = (file: string): GlanceError =>
  new GlanceError('catalog-moved', 'The project file {file} was replaced by another one while it was open.', keep, {
    params: { file },
  })

const logGone = (file: string): GlanceError =>
  new GlanceError(
    'catalog-moved',
    'The log of the project file {file} ({file}-wal) was deleted or replaced while it was open.',
    'Everything saved before is kept. Close the project and open it again.',
    { params: { file } },
  )
