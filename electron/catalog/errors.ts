import Database from 'better-sqlite3'
import { type ErrorParams, GlanceError } from '../../models/errors.ts'

/** Whether SQLite says that another connection is in the way. */
export const isBusyError = (error: unknown): boolean =>
  error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code)

/**
 * Turns what SQLite says about a catalog file into an error a person can act on. An error that is not SQLite's, or one
 * that only a bug can cause (a broken constraint, wrong SQL), comes back as it is.
 */
export function translateSqliteError(error: unknown, file: string): Error {
  if (!(error instanceof Error)) return new Error(String(error))
  if (!(error instanceof Database.SqliteError)) return error
  const options = { cause: error }
  const { code } = error
  if (/^SQLITE_(NOTADB|CORRUPT|IOERR_SHORT_READ)/.test(code))
    return damaged(file, 'The project file {file} is damaged or not a Glance project: {reason}.', {
      ...options,
      params: { reason: error.message },
    })
  // SQLite reports a full disk as IOERR while it grows the shared-memory file beside the catalog.
  if (/^SQLITE_(FULL|IOERR_SHMSIZE)/.test(code)) {
    return new GlanceError(
      'disk-full',
      'Not enough disk space to write the project file {file}.',
      'Free some space and try again. Everything saved before is kept.',
      { params: { file }, ...options },
    )
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(code)) return readOnly(file, options)
  if (isBusyError(error)) {
    return new GlanceError(
      'catalog-busy',
      'Another program is writing to the project file {file}.',
      'Close it, or wait until it is done, and try again.',
      { params: { file }, ...options },
    )
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new GlanceError(
      'unreadable',
      'Disk error while reading or writing the project file {file} ({code}).',
      'Check the drive or the network share that it is on.',
      { params: { file, code }, ...options },
    )
  }
  return error
}

/** A log that stays behind would be taken for that of the file that comes into its place. */
const damagedHint =
  'Restore it from a backup, or move it away to start a new one: always together with {file}-wal, if there is one.'

/** The error for a file that was a catalog once, or never was one; `message` names it as `{file}`. */
export function damaged(
  file: string,
  message: string,
  { params, cause }: { params?: ErrorParams; cause?: unknown } = {},
): GlanceError {
  return new GlanceError('catalog-damaged', message, damagedHint, {
    params: { ...params, file },
    cause,
  })
}

/** The error for a catalog that must be written and cannot be. */
export function readOnly(file: string, options?: { cause?: unknown }): GlanceError {
  return new GlanceError(
    'catalog-read-only',
    'The project file {file} or its folder cannot be written.',
    'Check the permissions, or use a project file in another folder.',
    { params: { file }, ...options },
  )
}

/** Turns a refusal of the file system, while a catalog is opened or made, into an error a person can act on. */
export function translateFileError(error: unknown, file: string): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const options = { cause: error }
  if (code === 'EACCES' && error instanceof Error && 'syscall' in error && error.syscall === 'open') {
    return new GlanceError('unreadable', 'The project file {file} cannot be read.', 'Check its permissions.', {
      params: { file },
      ...options,
    })
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return readOnly(file, options)
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new GlanceError(
      'disk-full',
      'Not enough disk space for the project file {file}.',
      'Free some space and try again.',
      { params: { file }, ...options },
    )
  if (code === 'ENOENT')
    return new GlanceError('not-found', 'The project file {file} does not exist.', '', { params: { file }, ...options })
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return new GlanceError(
      'wrong-use',
      'The folder of the project file {file} cannot be created: a file has its name.',
      '',
      { params: { file }, ...options },
    )
  return translateSqliteError(error, file)
}
