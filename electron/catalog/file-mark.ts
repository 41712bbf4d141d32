import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { hostname } from 'node:os'
import Database from 'better-sqlite3'

/*
 * SQLite applies a log to whatever file it lies beside. So every transaction rewrites one row, the mark: a random
 * number of the session that writes (one opening of one file) and a count of its transactions. A log belongs to a file
 * only if it begins where the file ends. The row is the only one of its table, so that its text is the last of its
 * page and can be read from a file or a log that SQLite has not touched yet.
 */

/** Which transaction a file or a part of its log is of. */
export interface Mark {
  /** Of the session that wrote it, 16 hexadecimal digits. */
  session: string
  /** Of the session that wrote the transaction before. */
  before: string
  /** Transactions of the file so far. */
  count: number
  /** When it began, milliseconds since 1970. */
  time: number
}

const prefix = 'glance-mark'
const pattern = /^glance-mark ([0-9a-f]{16}) ([0-9a-f]{16}) (\d{15}) (\d{15})$/
/** Bytes of a mark: always as many, so that it never moves. */
const markLength = prefix.length + 2 * 17 + 2 * 16

const formatMark = ({ session, before, count, time }: Mark): string =>
  `${prefix} ${session} ${before} ${String(count).padStart(15, '0')} ${String(time).padStart(15, '0')}`

/** The mark at the end of a page of a catalog, or null where the page is not the mark's. */
export function findMark(page: Buffer): Mark | null {
  // A leaf of a table (13) with one row.
  if (page[0] !== 13 || page.readUInt16BE(3) !== 1) return null
  return parseMark(page.toString('latin1', page.length - markLength))
}

function parseMark(text: string): Mark | null {
  const found = pattern.exec(text)
  if (found === null) return null
  return { session: found[1]!, before: found[2]!, count: Number(found[3]), time: Number(found[4]) }
}

const makeSession = (): string => randomBytes(8).toString('hex')

/** What has a catalog open for writing. */
export interface Writer {
  path: string
  host: string
  process: number
}

/** Keeps the mark of an open catalog. */
export class Marker {
  readonly #read: Database.Statement<[], string>
  readonly #write: Database.Statement<[string, string]>
  readonly session = makeSession()
  readonly #db: Database.Database
  /** The transaction before the session; null for a file without a mark. */
  readonly begin: Mark | null
  #writer = ''

  constructor(db: Database.Database) {
    this.#db = db
    this.#read = db.prepare<[], string>('SELECT mark FROM file_mark').pluck()
    this.#write = db.prepare<[string, string]>(
      `INSERT INTO file_mark (id, writer, mark) VALUES (1, ?, ?)
       ON CONFLICT (id) DO UPDATE SET writer = excluded.writer, mark = excluded.mark`,
    )
    this.begin = this.#last()
  }

  /** A session begins: the file is written by this process from now on. */
  open(path: string): void {
    this.#writer = JSON.stringify({ path, host: hostname(), process: process.pid } satisfies Writer)
    this.#step()
  }

  /** Counts a transaction; to be called inside it. */
  count(): void {
    const last = this.#last()
    const mark = {
      session: this.session,
      before: last?.session ?? '0'.repeat(16),
      count: (last?.count ?? 0) + 1,
      time: Date.now(),
    }
    this.#write.run(this.#writer, formatMark(mark))
  }

  /** The session ends well. */
  close(): void {
    this.#writer = ''
    this.#step()
  }

  #last(): Mark | null {
    const text = this.#read.get()
    return text === undefined ? null : parseMark(text)
  }

  #step(): void {
    this.#db.transaction(() => this.count()).immediate()
  }
}

/** Writes all of a catalog into a new file, as one of its own: no log of the first belongs to it. */
export function copyInto(db: Database.Database, target: string): void {
  db.prepare('VACUUM INTO ?').run(target)
  chmodSync(target, 0o600)
  const copy = new Database(target)
  try {
    // An older version has no mark yet.
    if (copy.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'file_mark'`).get() !== undefined)
      new Marker(copy).close()
    // No journal beside a file with a log is ever applied to it.
    copy.pragma('journal_mode = WAL')
  } finally {
    copy.close()
  }
}

/** Who says that the catalog is open for writing; null where nobody does. */
export function readWriter(db: Database.Database): Writer | null {
  const text = db.prepare<[], string>('SELECT writer FROM file_mark').pluck().get()
  if (text === undefined || text === '') return null
  try {
    const { path, host, process: id } = JSON.parse(text) as Partial<Writer>
    return typeof path === 'string' && typeof host === 'string' && Number.isInteger(id)
      ? { path, host, process: id! }
      : null
  } catch {
    return null
  }
}
