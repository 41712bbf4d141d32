import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { GlanceError } from '../../models/errors.ts'
import { fileError } from './file-errors.ts'
import { showName } from './names.ts'

/** No photo is as large; reading one would only fill the memory. */
export const byteLimit = 512 * 1024 * 1024

/**
 * Reads a whole file. `fileName` is how messages call it.
 * Throws a GlanceError: `not-found`, `unreadable`, `too-large`, or `not-an-image` for what is no file at all.
 */
export async function readImage(path: string, { fileName }: { fileName: string }): Promise<Uint8Array> {
  try {
    // Looked at first: opening a pipe would wait for ever.
    const found = await stat(path)
    if (found.isDirectory())
      throw new GlanceError('not-an-image', '{name} is a folder, not an image.', '', {
        params: { name: showName(fileName) },
      })
    if (!found.isFile())
      throw new GlanceError('not-an-image', '{name} is a device or a pipe, not an image.', '', {
        params: { name: showName(fileName) },
      })
    refuseTooManyBytes(found.size, fileName)
    return await readFile(path)
  } catch (error) {
    throw error instanceof GlanceError ? error : fileError(error, fileName)
  }
}

/** Throws `too-large` beyond the byte limit. */
export function refuseTooManyBytes(size: number, fileName: string): void {
  if (size <= byteLimit) return
  const mebibytes = Math.ceil(size / 1024 / 1024)
  throw new GlanceError(
    'too-large',
    '{name} is {size} MiB; Glance reads images up to {limit} MiB.',
    'Save it at a smaller size.',
    { params: { name: showName(fileName), size: mebibytes, limit: byteLimit / 1024 / 1024 } },
  )
}

/** sha256 of a file's bytes: equal for duplicates, and the address of the thumbnail. */
export function hashContent(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest()
}
