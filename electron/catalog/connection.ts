import Database from 'better-sqlite3'
import type { ErrorDetails } from '../../models/errors.ts'
import { translateSqliteError } from './errors.ts'

/** What SQLite stores in a column, as JavaScript sees it. Ours are all STRICT tables; integers stay below 2^53. */
export type SqlValue = string | number | null | Uint8Array

/**
 * Whether a transaction is on the disk before it returns. `durable`, an fsync each, for what a person did: no lost
 * labels. `relaxed` for what can be made again (scans, predictions, progress): a power cut may lose the newest of it,
 * a crash of Glance does not, and the file stays sound in either case.
 */
export type Durability = 'durable' | 'relaxed'

/**
 * An open catalog that may be read. Every query goes through it, so that every SQLite error becomes a GlanceError.
 */
export interface ReadableCatalog {
  readonly file: string
  readonly db: Database.Database
  /** What a person should know of how it was opened. */
  readonly notices: readonly ErrorDetails[]
  /** The first row, or undefined. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the row's shape: SQL cannot
  get<Row>(sql: string, ...params: SqlValue[]): Row | undefined
  /** All rows: page what may be long. There is no iterate(): an open cursor would block every write. */
  all<Row>(sql: string, ...params: SqlValue[]): Row[]
  /** Runs `work` and translates what SQLite throws; for code that uses `db` itself. */
  guard<Result>(work: () => Result): Result
  /** Whether the file holds what was written to it; false where somebody wrote over it. */
  isOwn(): boolean
  close(): void
}

/** An open catalog that may be written: only `openCatalog` makes one, so that a reader can never be passed as one. */
export interface Catalog extends ReadableCatalog {
  readonly writable: true
  run(sql: string, ...params: SqlValue[]): Database.RunResult
  /** All of `work` or nothing of it. Inside another transaction it becomes a part of that one, with its durability. */
  transaction<Result>(work: () => Result, durability?: Durability): Result
}

/** Watches over the file that a catalog writes to. */
export interface WriteGuard {
  /** @throws GlanceError `catalog-moved` where what is written would not be found again */
  check(): void
  /** Counts a transaction that changed something, inside it. */
  count(): void
  /** Whether the file, wherever it is now, holds what was written to it. */
  isOwn(): boolean
  /** Before the database is closed. */
  close(): void
}

/** Wraps an open database. `onClose` runs after it is closed. */
export function wrapDatabase(
  file: string,
  db: Database.Database,
  {
    onClose,
    writes,
    notices = [],
  }: { onClose?: () => void; writes?: WriteGuard; notices?: readonly ErrorDetails[] } = {},
): Catalog {
  // Preparing costs more than most of our queries; the texts are constants, so this map stays small.
  const statements = new Map<string, Database.Statement>()
  const prepare = (sql: string): Database.Statement => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const guard = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (error) {
      throw translateSqliteError(error, file)
    }
  }
  /** All or nothing. Nothing is acknowledged that is not in the file of this name. */
  const write = <Result>(work: () => Result): Result => {
    // IMMEDIATE: a second writer is noticed at the start, not halfway.
    if (writes === undefined || db.inTransaction) return db.transaction(work).immediate()
    writes.check()
    const result = db
      .transaction(() => {
        const before = prepare('SELECT total_changes() AS n').get() as { n: number }
        const given = work()
        const after = prepare('SELECT total_changes() AS n').get() as { n: number }
        if (after.n !== before.n) writes.count()
        return given
      })
      .immediate()
    writes.check()
    return result
  }
  return {
    file,
    db,
    notices,
    writable: true,
    isOwn: () => writes?.isOwn() ?? true,
    guard,
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as declared above
    get: <Row>(sql: string, ...params: SqlValue[]) => guard(() => prepare(sql).get(...params) as Row | undefined),
    all: <Row>(sql: string, ...params: SqlValue[]) => guard(() => prepare(sql).all(...params) as Row[]),
    run: (sql, ...params) =>
      guard(() =>
        db.inTransaction || writes === undefined
          ? prepare(sql).run(...params)
          : write(() => prepare(sql).run(...params)),
      ),
    transaction: (work, durability = 'durable') =>
      guard(() => {
        // The level cannot change inside a transaction.
        const relax = durability === 'relaxed' && !db.inTransaction
        if (relax) db.pragma('synchronous = NORMAL')
        try {
          return write(work)
        } finally {
          if (relax) db.pragma('synchronous = FULL')
        }
      }),
    close: () => {
      statements.clear()
      guard(() => {
        if (db.open) writes?.close()
        db.close()
      })
      onClose?.()
    },
  }
}
