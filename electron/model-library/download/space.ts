import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { errnoOf } from '../../lib/errno.ts'
import { GlanceError } from '../../../models/errors.ts'

/** Bytes free for this user where the folder is or will be; null where the system does not say. */
export async function findFreeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    const parent = dirname(folder)
    return errnoOf(error) === 'ENOENT' && parent !== folder ? findFreeBytes(parent) : null
  }
}

/** @throws GlanceError `disk-full` where less is free than is needed */
export async function checkSpace(folder: string, needed: number): Promise<void> {
  const free = await findFreeBytes(folder)
  if (free === null || free >= needed) return
  throw new GlanceError(
    'disk-full',
    'Not enough disk space in {path}: {needed} MB needed, {free} MB free.',
    'Free some space, then resume.',
    { params: { path: folder, needed: toMegabytes(needed), free: toMegabytes(free) } },
  )
}

const toMegabytes = (bytes: number): number => Math.ceil(bytes / 1e6)
