import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { damaged } from '../errors.ts'
import { applicationId, otherDatabase } from '../migrations/migrate.ts'

const magic = 'SQLite format 3\0'

/**
 * Refuses a file that SQLite would open without a word although it is empty, not a database, or cut short. Reads 100
 * bytes: SQLite itself notices a missing second half only when a query gets there, weeks later.
 */
export function checkHeader(file: string): void {
  const descriptor = openSync(file, 'r')
  try {
    const { size } = fstatSync(descriptor)
    const header = Buffer.alloc(100)
    const length = readSync(descriptor, header, 0, header.length, 0)
    if (size === 0)
      throw damaged(file, 'The project file {file} is damaged or not a Glance project: it is empty (0 bytes).')
    if (header.toString('latin1', 0, Math.min(length, magic.length)) !== magic.slice(0, length))
      throw damaged(file, 'The project file {file} is damaged or not a Glance project: it is not an SQLite file.')
    if (length < header.length)
      throw damaged(
        file,
        'The project file {file} is damaged or not a Glance project: only {length} bytes of it are left.',
        { params: { length } },
      )
    const expected = expectedSize(header)
    // A write-ahead log that was not folded in yet may hold the pages that the header already counts.
    // So may a journal beside a file that is being migrated: SQLite rolls back what it says.
    if (size < expected && walSize(file) === 0 && !existsSync(`${file}-journal`))
      throw damaged(
        file,
        'The project file {file} is damaged or not a Glance project: it is truncated: {size} of {expected} bytes are left.',
        { params: { size, expected } },
      )
    if (header.readUInt32BE(68) !== applicationId) throw otherDatabase(file)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * The file's size by its own header; 0 where an old writer left no valid page count (the format's "version-valid-for").
 */
function expectedSize(header: Buffer): number {
  const pageSize = header.readUInt16BE(16) === 1 ? 65536 : header.readUInt16BE(16)
  const isCountValid = header.readUInt32BE(24) === header.readUInt32BE(92)
  return isCountValid ? pageSize * header.readUInt32BE(28) : 0
}

function walSize(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0
}
