import Database from 'better-sqlite3'
import type { ReadableCatalog } from '../connection.ts'
import { wrapDatabase } from '../connection.ts'
import { translateFileError } from '../errors.ts'

/**
 * A second connection to a catalog that this process has open, for reading in another thread. `place` is the open one's
 * `db.name`, which may be a copy of its file. Nothing is checked again: on POSIX systems whoever opens and closes the
 * file beside SQLite drops the locks that SQLite holds on it for the whole process.
 */
export function openBeside(place: string): ReadableCatalog {
  try {
    return wrapDatabase(place, new Database(place, { readonly: true, fileMustExist: true, timeout: 5000 }))
  } catch (error) {
    throw translateFileError(error, place)
  }
}
