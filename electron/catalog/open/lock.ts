import { realpathSync } from 'node:fs'
import Database from 'better-sqlite3'
import { GlanceError } from '../../../models/errors.ts'
import { isBusyError } from '../errors.ts'
import { identify } from './identify.ts'

/** Catalogs that this process holds for writing: the files themselves, by whatever name. */
const held = new Set<string>()

/** Whether this process has the catalog open for writing. */
export const isHeldHere = (file: string): boolean => held.has(identify(file) ?? '')

/** The error for a catalog that is written to already. */
export const busy = (file: string, options?: { cause?: unknown }): GlanceError =>
  new GlanceError(
    'catalog-busy',
    'The project {file} is open in another instance of Glance.',
    'Close it there, or open a copy of the file.',
    { params: { file }, ...options },
  )

/**
 * Makes this process the only one that writes to a catalog, until the function that it returns is called or the process
 * dies, however that happens: the lock is the operating system's, on a second SQLite file `<catalog>-lock`, because a
 * lock on the catalog itself would keep readers out. That file is empty and stays: where it were deleted, two processes
 * could each hold a lock on another file of that name. Nothing but SQLite may open it: on POSIX systems closing any
 * descriptor of a file drops its process's locks on it.
 *
 * @throws GlanceError `catalog-busy` where it is held already
 */
export function takeLock(file: string): () => void {
  const path = realpathSync(file)
  const db = new Database(`${path}-lock`, { timeout: 0 })
  try {
    db.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    db.close()
    if (!isBusyError(cause)) throw cause
    throw busy(file, { cause })
  }
  const identity = identify(path) ?? ''
  held.add(identity)
  return () => {
    if (!db.open) return // only once: another may hold it by then
    db.close()
    held.delete(identity)
  }
}
