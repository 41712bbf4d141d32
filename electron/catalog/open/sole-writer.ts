import { existsSync, realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import Database from 'better-sqlite3'
import { GlanceError } from '../../../models/errors.ts'
import { isBusyError } from '../errors.ts'
import { readWriter, type Writer } from '../file-mark.ts'

/**
 * Refuses a file that another process writes to under another name (a hard link, a second path, a file that was moved
 * while it was open): the lock beside it is found by its name. The operating system's own lock on the file says that
 * someone has it open, and the file says whether that is a writer.
 *
 * @throws GlanceError `catalog-busy`
 */
export function refuseOtherWriter(file: string): void {
  const db = new Database(file, { timeout: 0, fileMustExist: true })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    db.exec('BEGIN IMMEDIATE; ROLLBACK')
    return
  } catch (error) {
    // What else is wrong with the file, opening it says better.
    if (!isBusyError(error)) return
  } finally {
    db.close()
  }
  const writer = peekWriter(file)
  if (writer === null || !isWriting(writer, file)) return
  throw new GlanceError(
    'catalog-busy',
    'The project {file} is open in another instance of Glance, as {other}.',
    'Close it there, or open a copy of the file.',
    { params: { file, other: writer.path } },
  )
}

function peekWriter(file: string): Writer | null {
  const db = new Database(file, { readonly: true, timeout: 100 })
  try {
    return readWriter(db)
  } catch {
    return null // an older file, without a mark
  } finally {
    db.close()
  }
}

/**
 * A writer holds the lock beside the name that it opened. Where that is this name, or the lock was deleted and made
 * anew, its process tells; of another machine's processes nothing is known.
 */
function isWriting({ path, host, process: id }: Writer, file: string): boolean {
  const lock = `${path}-lock`
  const isAsked = path !== realpathSync(file) && existsSync(lock)
  if (isAsked && isLocked(lock)) return true
  return host === hostname() ? isAlive(id) : !isAsked
}

function isLocked(lock: string): boolean {
  const db = new Database(lock, { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE; ROLLBACK')
    return false
  } catch {
    return true
  } finally {
    db.close()
  }
}

function isAlive(id: number): boolean {
  if (id === process.pid) return false
  try {
    process.kill(id, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
