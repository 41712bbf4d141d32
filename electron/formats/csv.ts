import { constants, createWriteStream } from 'node:fs'
import { access, type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { stringify, type Stringifier } from 'csv-stringify'
import { writeFileAtomic } from '../lib/atomic-file.ts'
import { isStandardOutput } from '../api/calls.ts'
import { GlanceError } from '../../models/errors.ts'

export interface CsvOptions {
  /** Cells that a spreadsheet would run as a formula get a ' in front. File names then differ from those on disk. */
  excelSafe: boolean
}

type Cell = string | number | boolean | null

/**
 * Writes rows as CSV (RFC 4180, UTF-8, CRLF), streaming. A regular file appears whole or not at all; a
 * device or pipe (`/dev/stdout`) is written as it is.
 *
 * @throws GlanceError `disk-full`, `unreadable`, naming the file; what was there before is then untouched
 */
export async function writeCsv(
  file: string,
  columns: string[],
  rows: Iterable<Cell[]>,
  { excelSafe }: CsvOptions,
): Promise<void> {
  if (isStandardOutput(file)) return writeStandardOutput(makeStringifier(columns, excelSafe), rows, file)
  await checkPlace(file)
  const [source, stringifier] = [Readable.from(rows), makeStringifier(columns, excelSafe)]
  try {
    if (await isDevice(file)) await pipeline(source, stringifier, createWriteStream(file))
    else {
      const place = await followLinks(file)
      await pipeline(source, stringifier, (csv: AsyncIterable<Uint8Array>) => writeFileAtomic(place, csv))
    }
  } catch (error) {
    throw translate(error, file)
  }
}

const makeStringifier = (columns: string[], excelSafe: boolean): Stringifier =>
  stringify({
    header: true,
    columns,
    record_delimiter: 'windows',
    // A lone newline inside a name must be quoted too, not only the pair that ends a record.
    quoted_match: /[\r\n]/,
    escape_formulas: excelSafe,
    cast: { boolean: (value) => String(value), number: (value) => String(value) },
  })

/** To the descriptor, not to the path: a path of it may not be opened twice, or be a file that must not be replaced. */
async function writeStandardOutput(stringifier: Stringifier, rows: Iterable<Cell[]>, file: string): Promise<void> {
  try {
    await pipeline(Readable.from(rows), stringifier, createWriteStream('', { fd: 1, autoClose: false }))
  } catch (error) {
    // A reader that has seen enough (`| head`) closes the pipe; that is no error.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw translate(error, file)
  }
}

/** One slip of the hand must not replace a photo, a model or a whole project: all of these have zero bytes, and no text has. */
async function refuseOtherFiles(file: string): Promise<void> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch {
    return // not there yet, or not ours to read: then writing says what is wrong
  }
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0)
    if (!buffer.subarray(0, bytesRead).includes(0)) return
  } finally {
    await handle.close()
  }
  throw new GlanceError(
    'wrong-use',
    `${file} already exists and is not a text file.`,
    'Choose another name for the CSV.',
  )
}

/** A link stays a link: what it points to is replaced. */
async function followLinks(file: string): Promise<string> {
  try {
    return await realpath(file)
  } catch {
    return file // not there yet
  }
}

/**
 * Throws what `writeCsv` would throw for a place that cannot be written at all: better before an hour's work than after.
 */
export async function checkPlace(file: string): Promise<void> {
  if (isStandardOutput(file) || (await isDevice(file))) return
  await refuseOtherFiles(file)
  try {
    await access(dirname(file), constants.W_OK)
  } catch (error) {
    throw translate(error, file)
  }
}

async function isDevice(file: string): Promise<boolean> {
  try {
    const found = await stat(file)
    if (found.isDirectory())
      throw new GlanceError('wrong-use', `${file} is a folder.`, 'Give the name of a file: --csv labels.csv')
    return !found.isFile()
  } catch (error) {
    if (error instanceof GlanceError) throw error
    return false // not there yet
  }
}

function translate(error: unknown, file: string): unknown {
  // What the rows themselves threw is about the catalog, not about this file.
  if (!(error instanceof Error) || error instanceof GlanceError) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new GlanceError(
      'disk-full',
      `${file} cannot be written: the disk is full.`,
      'Free some space and export again: the labels are safe in the project.',
      { cause: error },
    )
  }
  if (code === undefined) return error
  if (code === 'ENOENT') {
    return new GlanceError(
      'not-found',
      `${file} cannot be written: there is no folder ${dirname(file)}.`,
      'Create it first, or choose another place.',
      { cause: error },
    )
  }
  return new GlanceError(
    'unreadable',
    `${file} cannot be written: ${message}.`,
    'Choose another place; the labels are safe in the project.',
    { cause: error },
  )
}
