import { constants, createWriteStream } from 'node:fs'
import { isStandardOutput } from '../lib/standard-output.ts'
import { access, type FileHandle, open, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { followLinks, writeFileAtomic } from '../lib/atomic-file.ts'
import { GlanceError } from '../../models/errors.ts'

/** Characters of a piece. */
const pieceLength = 2 ** 16

/**
 * Writes the text of an exported file, streaming. A regular file appears whole or not at all;
 * a device or pipe (`/dev/stdout`) is written as it is.
 *
 * @throws GlanceError `disk-full`, `unreadable`, naming the file; what was there before is then untouched
 */
export async function writeLabelFile(file: string, text: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const pieces = gather(text)
  if (isStandardOutput(file)) return writeStandardOutput(pieces, file)
  await checkPlace(file)
  try {
    if (await isDevice(file)) await pipeline(Readable.from(pieces), createWriteStream(file))
    else await writeFileAtomic(await followLinks(file), pieces)
  } catch (error) {
    throw translate(error, file)
  }
}

/** Pieces that are worth a write each. */
async function* gather(text: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let piece = ''
  for await (const part of text) {
    piece += part
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield piece
}

/** To the descriptor, not to the path: a path of it may not be opened twice, or be a file that must not be replaced. */
async function writeStandardOutput(pieces: AsyncIterable<string>, file: string): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), createWriteStream('', { fd: 1, autoClose: false }))
  } catch (error) {
    // A reader that has seen enough (`| head`) closes the pipe; that is no error.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw translate(error, file)
  }
}

/**
 * One slip of the hand must not replace a photo, a model or a whole project:
 * all of these have zero bytes, and no text has.
 */
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
    '{file} already exists and is not a text file.',
    'Choose another name for the CSV.',
    { params: { file } },
  )
}

/**
 * Throws what `writeLabelFile` would throw for a place that cannot be written at all:
 * better before an hour's work than after.
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
      throw new GlanceError('wrong-use', '{file} is a folder.', 'Give the name of a file: --csv labels.csv', {
        params: { file },
      })
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
      '{file} cannot be written: the disk is full.',
      'Free some space and export again: the labels are safe in the project.',
      { params: { file }, cause: error },
    )
  }
  if (code === undefined) return error
  if (code === 'ENOENT') {
    return new GlanceError(
      'not-found',
      '{file} cannot be written: there is no folder {folder}.',
      'Create it first, or choose another place.',
      { params: { file, folder: dirname(file) }, cause: error },
    )
  }
  return new GlanceError(
    'unreadable',
    '{file} cannot be written: {reason}.',
    'Choose another place; the labels are safe in the project.',
    { params: { file, reason: message }, cause: error },
  )
}
