import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '../lib/atomic-file.ts'
import { errnoOf } from '../lib/errno.ts'
import { GlanceError } from '../../models/errors.ts'

/**
 * Thumbnails in a folder, addressed by the sha256 of the image they show: duplicates share one, and none is ever stale.
 */
export class ThumbnailCache {
  readonly #folder: string

  /** The folder is made when the first thumbnail is written. */
  constructor(folder: string) {
    this.#folder = folder
  }

  async hasThumbnail(hash: Uint8Array): Promise<boolean> {
    return access(this.#pathOf(hash)).then(
      () => true,
      () => false,
    )
  }

  /** The WebP file, or null where there is none: not yet made, or deleted by somebody tidying up. */
  async readThumbnail(hash: Uint8Array): Promise<Uint8Array | null> {
    try {
      return await readFile(this.#pathOf(hash))
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null
      throw diskError(error, 'read', this.#folder)
    }
  }

  /**
   * Writes a thumbnail whole or not at all; two writers of one image do not disturb each other. Throws `disk-full` or
   * `unreadable`, which is no reason to lose what else is known about the image: the thumbnail can be made again.
   */
  async writeThumbnail(hash: Uint8Array, webp: Uint8Array): Promise<void> {
    const path = this.#pathOf(hash)
    try {
      await writeFileAtomic(path, webp, { flush: false })
    } catch (error) {
      // Windows refuses to replace a file that is being read; the file there has the same content.
      if (await this.hasThumbnail(hash)) return
      throw diskError(error, 'written', this.#folder)
    }
  }

  #pathOf(hash: Uint8Array): string {
    const hex = Buffer.from(hash).toString('hex')
    return join(this.#folder, hex.slice(0, 2), `${hex}.webp`)
  }
}

/** What a refusal of the disk means to a person. Anything that is no such refusal is thrown on: a bug. */
export function diskError(error: unknown, done: 'read' | 'written', folder: string): GlanceError {
  const errno = errnoOf(error)
  if (errno === '' || errno.startsWith('ERR_')) throw error
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new GlanceError(
      'disk-full',
      'A thumbnail could not be written: the disk of {folder} is full.',
      'Free some space on it.',
      { params: { folder }, cause: error },
    )
  }
  return new GlanceError(
    'unreadable',
    done === 'read'
      ? 'A thumbnail in {folder} could not be read ({errno}).'
      : 'A thumbnail in {folder} could not be written ({errno}).',
    'Check the permissions of that folder.',
    { params: { folder, errno }, cause: error },
  )
}
