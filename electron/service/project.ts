import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { DataFolder } from '../import/data-folder.ts'

/** The folder as the catalog names it: absolute, links resolved, so that every way to it means the same project. */
export function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder) // the scan says what is wrong with it, in better words
  }
}

/** Where a folder's project is kept when nobody said: in the data folder, under a name that a person recognises. */
export function projectFile(data: DataFolder, root: string): string {
  const name = basename(root).replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60) || 'folder'
  return join(data.projects, `${name}-${createHash('sha256').update(root).digest('hex').slice(0, 8)}.glance`)
}
