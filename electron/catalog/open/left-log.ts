import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type ErrorDetails, phrase } from '../../../models/errors.ts'
import { fileMarkMigration } from '../migrations/0150-file-mark.ts'
import { findMark, type Mark } from '../file-mark.ts'
import { type LeftLog, readLeftLog } from './log.ts'

/** What became of a log that lay beside a catalog when it was opened. */
export interface LogOutcome {
  /** What a person should know. */
  notices: ErrorDetails[]
  /** Whether the file must be looked through: a log will be applied to it, or was not though there was one. */
  needsCheck: boolean
  /** Whether a log lay beside the file. */
  wasThere: boolean
  /** Whose transactions are in the log. */
  sessions: ReadonlySet<string>
}

/**
 * Looks at the log that lies beside a catalog before SQLite does. One that is of another file, or of another state of
 * it (a backup was restored, the file was moved or made anew), is set aside under another name: applied, it would
 * destroy the catalog. Of one that is damaged a copy is kept, since SQLite drops what is behind the damage. Nothing is
 * deleted but the index of the log, which SQLite makes anew. To be called by the one that holds the catalog's lock,
 * before SQLite opens it.
 */
export function settleLeftLog(file: string): LogOutcome {
  setAsideJournal(file)
  const log = readLeftLog(`${file}-wal`)
  if (log === null) return { notices: [], needsCheck: false, wasThere: false, sessions: new Set() }
  const found = { needsCheck: true, wasThere: true, sessions: new Set(log.marks.map(({ session }) => session)) }
  if (!belongs(file, log)) {
    const aside = freeName(`${file}-wal`)
    renameSync(`${file}-wal`, aside)
    rmSync(`${file}-shm`, { force: true })
    return {
      notices: [
        phrase(
          'The log beside {file} is not of this file, or of another state of it. It was not applied, and is kept as {aside}.',
          { file, aside },
        ),
      ],
      ...found,
    }
  }
  if (log.lost === 0) return { notices: [], ...found, needsCheck: log.transactions > 0 }
  const aside = freeName(`${file}-wal`)
  copyFileSync(`${file}-wal`, aside)
  const last = log.marks.at(-1)
  const params = { file, aside, transactions: log.transactions, lost: log.lost }
  return {
    notices: [
      last === undefined
        ? phrase(
            'The log of {file} is damaged: {transactions} changes of it were recovered, {lost} or more were not. It is kept as {aside}.',
            params,
          )
        : phrase(
            'The log of {file} is damaged: {transactions} changes of it were recovered, the last of {time}; {lost} or more after it were not. It is kept as {aside}.',
            { ...params, time: sayTime(last) },
          ),
    ],
    ...found,
  }
}

/** Whether the log beside a catalog may be read together with it. */
export const isLeftLogSound = (file: string): boolean => {
  const log = readLeftLog(`${file}-wal`)
  return log === null || belongs(file, log)
}

/**
 * Whether a log continues a file: the file's own last transaction is in it (it was folded in, at least in part), or is
 * the one before the first in it. Where nothing of the log would be applied there is nothing to be wrong.
 */
function belongs(file: string, { transactions, marks, markPage, pageSize }: LeftLog): boolean {
  if (transactions === 0) return true
  const first = marks[0]
  const { version, mark } = peekFile(file, markPage, pageSize)
  // Older files have no mark, and Glance never turns one into a newer one by way of a log: it is tried on a copy.
  if (version < fileMarkMigration.version) return first === undefined && isSoundTogether(file)
  if (first === undefined || mark === null) return false
  return (
    marks.some(({ session, count }) => session === mark.session && count === mark.count) ||
    (first.before === mark.session && first.count === mark.count + 1)
  )
}

/** Whether a file is whole with the log beside it; found on a copy of both. */
function isSoundTogether(file: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'glance-'))
  try {
    const copy = join(folder, 'catalog')
    for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix, constants.COPYFILE_FICLONE)
    const db = new Database(copy)
    try {
      return db.pragma('quick_check(1)', { simple: true }) === 'ok'
    } finally {
      db.close()
    }
  } catch (error) {
    if (error instanceof Database.SqliteError) return false
    throw error
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The version of a catalog's schema, and its mark, both without SQLite and its log. */
function peekFile(file: string, markPage: number | null, pageSize: number): { version: number; mark: Mark | null } {
  const version = readPiece(file, 0, 100).readInt32BE(60)
  if (markPage === null) return { version, mark: null }
  const page = readPiece(file, markPage * pageSize, pageSize)
  return { version, mark: page.length === pageSize ? findMark(page) : null }
}

/** Bytes of a file; fewer where it ends before. */
function readPiece(file: string, offset: number, length: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(length)
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, offset))
  } finally {
    closeSync(descriptor)
  }
}

/**
 * A rollback journal lies beside a file only while that is no file with a write-ahead log: beside one it is another
 * file's, or of a switch between the two, of which nothing is lost.
 */
function setAsideJournal(file: string): void {
  if (!existsSync(`${file}-journal`)) return
  if (readPiece(file, 18, 1)[0] === 2) renameSync(`${file}-journal`, freeName(`${file}-journal`))
}

/** A name that SQLite does not look for, and that is free. */
export function freeName(path: string): string {
  for (let number = 1; ; number++) {
    const name = `${path}.${number}.old`
    if (!existsSync(name)) return name
  }
}

const sayTime = ({ time }: Mark): string => new Date(time).toISOString().replace('T', ' ').slice(0, 19) + ' UTC'
