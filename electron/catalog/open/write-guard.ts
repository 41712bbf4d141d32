import { closeSync, copyFileSync, readSync, truncateSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { GlanceError } from '../../../models/errors.ts'
import type { WriteGuard } from '../connection.ts'
import { findMark, type Mark, Marker } from '../file-mark.ts'
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
  /** Whose transactions the file may hold: this session's, and those of a log that was not folded in before. */
  readonly #sessions: ReadonlySet<string>
  /** The file's mark when it was looked at last; the log is folded in from time to time, and it never goes back. */
  #seen: Mark | null
  #log: string | null = null
  #isReleased = false
  #isWhole = false

  /** `descriptor` is of the file, and this guard's from now on. */
  constructor(
    file: string,
    { db, descriptor, sessions }: { db: Database.Database; descriptor: number; sessions: ReadonlySet<string> },
  ) {
    this.#file = file
    this.#db = db
    this.#descriptor = descriptor
    this.#identity = identify(file)
    this.#marker = new Marker(db)
    const pageSize = db.pragma('page_size', { simple: true }) as number
    const root = db.prepare<[], number>(`SELECT rootpage FROM sqlite_master WHERE name = 'file_mark'`).pluck().get()!
    this.#markPage = Buffer.alloc(pageSize)
    this.#markOffset = (root - 1) * pageSize
    this.#seen = this.#readMark()
    const own = [this.#marker.session, this.#marker.begin?.session, this.#seen?.session]
    this.#sessions = new Set([...sessions, ...own.filter((session) => session !== undefined)])
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
    const mark = this.#readMark()
    const seen = this.#seen
    // A file that was made or migrated just now has no mark until the log is folded in.
    if (mark === null) return seen === null
    const isLater =
      seen === null || mark.count > seen.count || (mark.count === seen.count && mark.session === seen.session)
    if (!isLater || !this.#sessions.has(mark.session)) return false
    this.#seen = mark
    return true
  }

  #readMark(): Mark | null {
    const length = readSync(this.#descriptor, this.#markPage, 0, this.#markPage.length, this.#markOffset)
    return length === this.#markPage.length ? findMark(this.#markPage) : null
  }

  close(): void {
    if (!this.isOwn()) {
      this.#detachLog()
      return
    }
    this.#isWhole = identify(this.#file) === this.#identity
    try {
      this.#marker.close()
      // SQLite itself leaves the log of a file that was moved where it is.
      this.#db.pragma('wal_checkpoint(PASSIVE)')
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

  /** After the database was closed. Whether the file of this name is what this session left. */
  release(): boolean {
    if (this.#isReleased) return false
    this.#isReleased = true
    closeSync(this.#descriptor)
    return this.#isWhole && identify(this.#file) === this.#identity
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
