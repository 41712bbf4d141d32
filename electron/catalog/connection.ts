import Database from 'better-sqlite3'
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
  /** The first row, or undefined. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the row's shape: SQL cannot
  get<Row>(sql: string, ...params: SqlValue[]): Row | undefined
  /** All rows: page what may be long. There is no iterate(): an open cursor would block every write. */
  all<Row>(sql: string, ...params: SqlValue[]): Row[]
  /** Runs `work` and translates what SQLite throws; for code that uses `db` itself. */
  guard<Result>(work: () => Result): Result
  close(): void
}

/** An open catalog that may be written: only `openCatalog` makes one, so that a reader can never be passed as one. */
export interface Catalog extends ReadableCatalog {
  readonly writable: true
  run(sql: string, ...params: SqlValue[]): Database.RunResult
  /** All of `work` or nothing of it. Inside another transaction it becomes a part of that one, with its durability. */
  transaction<Result>(work: () => Result, durability?: Durability): Result
}

/** Wraps an open database. `onClose` runs after it is closed. */
export function wrapDatabase(file: string, db: Database.Database, onClose: () => void = () => undefined): Catalog {
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
  return {
    file,
    db,
    writable: true,
    guard,
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as declared above
    get: <Row>(sql: string, ...params: SqlValue[]) => guard(() => prepare(sql).get(...params) as Row | undefined),
    all: <Row>(sql: string, ...params: SqlValue[]) => guard(() => prepare(sql).all(...params) as Row[]),
    run: (sql, ...params) => guard(() => prepare(sql).run(...params)),
    transaction: (work, durability = 'durable') =>
      guard(() => {
        // IMMEDIATE: a second writer is noticed at the start, not halfway.
        // The level cannot change inside a transaction.
        const relax = durability === 'relaxed' && !db.inTransaction
        if (relax) db.pragma('synchronous = NORMAL')
        try {
          return db.transaction(work).immediate()
        } finally {
          if (relax) db.pragma('synchronous = FULL')
        }
      }),
    close: () => {
      statements.clear()
      guard(() => db.close())
      onClose()
    },
  }
}
