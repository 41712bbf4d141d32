import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { makeFileAtomicSync } from '../../lib/atomic-file.ts'
import { type ErrorDetails, GlanceError, phrase } from '../../../models/errors.ts'
import { wrapDatabase } from '../connection.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { damaged, isBusyError, readOnly, translateFileError } from '../errors.ts'
import { readWriter } from '../file-mark.ts'
import { checkContents, checkPages } from './check-contents.ts'
import { checkSchema } from './check-schema.ts'
import { checkHeader } from './header.ts'
import { cancelOrphanedJobs } from '../queries/jobs.ts'
import { installJournal } from '../history/journal.ts'
import { type LogOutcome, settleLeftLog } from './left-log.ts'
import { busy, isHeldHere, takeLock } from './lock.ts'
import { applicationId, checkVersion, migrate, newestVersion, readVersion } from '../migrations/migrate.ts'
import { openReadable } from './open-readable.ts'
import { pause } from './pause.ts'
import { refuseOtherWriter } from './sole-writer.ts'
import { describeState, type FileMemory, type Opening } from './file-memory.ts'
import { FileGuard } from './write-guard.ts'

/** How to open a catalog. */
export interface OpenOptions {
  readOnly?: boolean
  /** How long to wait for another process that is writing, in milliseconds. */
  busyTimeout?: number
  /** What is known of files that were opened before; without it every file is looked through as a stranger's. */
  memory?: FileMemory
}

/**
 * Opens the catalog of a project; for writing, one that does not exist is made, parent folders included, and one of an
 * older version is migrated. One process at a time writes to a catalog; any may read it meanwhile.
 * Every refusal is a GlanceError that names the file.
 */
export function openCatalog(file: string, options: OpenOptions & { readOnly: true }): ReadableCatalog
export function openCatalog(file: string, options?: OpenOptions & { readOnly?: false }): Catalog
export function openCatalog(file: string, options: OpenOptions = {}): ReadableCatalog {
  const path = resolve(file)
  const busyTimeout = options.busyTimeout ?? 5000
  try {
    // better-sqlite3 trims file names, and would open another file than the one asked for.
    if (path !== path.trim())
      throw new GlanceError(
        'wrong-use',
        'The name of the project file ends in white space: "{path}".',
        'Choose another name.',
        { params: { path } },
      )
    const found = statSync(path, { throwIfNoEntry: false })
    if (found?.isDirectory() === true)
      throw new GlanceError('wrong-use', '{path} is a folder, not a project file.', 'Give a file in it.', {
        params: { path },
      })
    // Opening a pipe would wait for ever.
    if (found?.isFile() === false)
      throw new GlanceError('wrong-use', '{path} is not a file.', 'Choose another name.', { params: { path } })
    const opening = { busyTimeout, memory: options.memory }
    if (options.readOnly === true) return openReadable(path, opening)
    if (!existsSync(path)) createFile(path)
    return openWritable(path, opening)
  } catch (error) {
    throw translateFileError(error, path)
  }
}

/** Makes an empty catalog; where another process was faster, that one stays. */
function createFile(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  } catch (error) {
    // Node reports a read-only file system as ENOENT here, which would read as "there is no such catalog".
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw readOnly(file, { cause: error })
    throw error
  }
  accessSync(dirname(file), constants.W_OK)
  try {
    makeFileAtomicSync(file, writeEmpty, { replace: false })
  } catch (error) {
    if (!existsSync(file)) throw error
  }
}

function writeEmpty(file: string): void {
  const db = new Database(file)
  try {
    db.pragma(`application_id = ${applicationId}`)
    // Before the log: folding one in fails without a word where closing finds the disk full, and leaves half a file.
    migrate(db)
    db.pragma('journal_mode = WAL')
  } finally {
    db.close()
  }
  // What is labeled is nobody else's unless the person says so; SQLite gives its log the same rights.
  chmodSync(file, 0o600)
}

function openWritable(file: string, opening: Opening): Catalog {
  for (const path of [file, dirname(file)]) accessSync(path, constants.W_OK)
  // Also before the header is read: whoever closes the file beside SQLite drops SQLite's own locks on it.
  if (isHeldHere(file)) throw busy(file)
  checkHeader(file)
  // Before the catalog itself is touched:
  // closing a second connection could fold away the log that the first one writes to.
  const unlock = takeLock(file)
  try {
    // SQLite's log lies beside the file itself, not beside a link to it.
    const isKnown = opening.memory?.isKnown(file, describeState(file)) ?? false
    const log = settleLeftLog(realpathSync(file))
    refuseOtherWriter(file)
    const descriptor = openSync(file, 'r')
    try {
      return openLocked(file, { ...opening, unlock, descriptor, log, isKnown })
    } catch (error) {
      closeSync(descriptor)
      throw error
    }
  } catch (error) {
    unlock()
    throw error
  }
}

interface Locked extends Opening {
  unlock: () => void
  /** Of the file. */
  descriptor: number
  /** What became of the log that lay beside it. */
  log: LogOutcome
  /** Whether nobody touched the file since it was closed here. */
  isKnown: boolean
}

function openLocked(file: string, { busyTimeout, memory, unlock, descriptor, log, isKnown }: Locked): Catalog {
  const db = new Database(file, { timeout: busyTimeout, fileMustExist: true })
  try {
    checkVersion(db, file)
    // Access rights can say yes where the file system says no;
    // a write lock is the real question. Also finds another writer.
    db.exec('BEGIN IMMEDIATE; ROLLBACK')
    db.pragma('journal_mode = WAL')
    checkFolded(db, file)
    checkSchema(db, file)
    if (!isKnown) checkContents(db, file)
    else if (log.needsCheck) checkPages(db, file)
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma('trusted_schema = OFF')
    db.pragma('cell_size_check = ON')
    // A long job's log is cut back to this after it was folded in, instead of staying at its largest.
    db.pragma('journal_size_limit = 67108864')
    if (readVersion(db) < newestVersion) {
      // Not by way of the log: what is in a log was written by the version that the file has.
      leaveLog(db, file, busyTimeout)
      migrate(db, { backupOf: file })
      db.pragma('journal_mode = WAL')
    }
    installJournal(db)
    const writes = new FileGuard(realpathSync(file), { db, descriptor, sessions: log.sessions })
    const catalog = wrapDatabase(file, db, {
      writes,
      notices: [...log.notices, ...noteMissingLog(db, file, log)],
      onClose: () => {
        if (writes.release()) memory?.remember(file, describeState(file))
        unlock()
      },
    })
    writes.open()
    cancelOrphanedJobs(catalog)
    return catalog
  } catch (error) {
    db.close()
    throw error
  }
}

/** Folds the log in for good; who reads the file is waited for. @throws GlanceError `catalog-busy` */
function leaveLog(db: Database.Database, file: string, busyTimeout: number): void {
  const deadline = Date.now() + busyTimeout
  for (;;) {
    try {
      db.pragma('journal_mode = DELETE')
      return
    } catch (cause) {
      if (!isBusyError(cause)) throw cause
      if (Date.now() > deadline) throw busy(file, { cause })
      pause(50)
    }
  }
}

/** A file that nobody closed has a log, unless it was moved without it. */
function noteMissingLog(db: Database.Database, file: string, { wasThere }: LogOutcome): ErrorDetails[] {
  const writer = wasThere ? null : readWriter(db)
  if (writer === null) return []
  return [
    phrase(
      'The project {file} was not closed, and its log is not beside it: what was changed last may be missing. It was open as {path}; look for {path}-wal.',
      { file, path: writer.path },
    ),
  ]
}

/**
 * With a log beside it the file's length proved nothing in `checkHeader`; once the log is folded in, it must be whole.
 */
function checkFolded(db: Database.Database, file: string): void {
  const [result] = db.pragma('wal_checkpoint(PASSIVE)') as { busy: number; log: number; checkpointed: number }[]
  if (result === undefined || result.log <= 0 || result.log !== result.checkpointed) return
  const pages = db.pragma('page_count', { simple: true }) as number
  const pageSize = db.pragma('page_size', { simple: true }) as number
  if (statSync(file).size < pages * pageSize)
    throw damaged(
      file,
      'The project file {file} is damaged or not a Glance project: it is truncated, and its log does not contain the missing part.',
    )
}
