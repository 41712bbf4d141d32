import { createHash } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { peekRoots } from '../catalog/queries/roots.ts'
import type { DataFolder } from './data-folder.ts'

/** The folder as the catalog names it: absolute, links resolved, so that every way to it means the same project. */
export function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return resolve(folder) // the scan says what is wrong with it, in better words
  }
}

/** Where a folder's project is kept by default: in the data folder, under a name that a person recognises. */
export function projectFile(data: DataFolder, root: string, number = 1): string {
  const name =
    basename(root)
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      .slice(0, 60) || 'folder'
  const mark = createHash('sha256').update(root).digest('hex').slice(0, 8)
  return join(data.projects, `${name}-${mark}${number === 1 ? '' : `-${number}`}.glance`)
}

/**
 * The file of a folder's project, or the one that it will have. A project keeps its file when its folder moves, so that
 * the usual place may be taken by one whose photos lie elsewhere now; then the next place is the folder's. `elsewhere`
 * names projects that may have moved to this folder.
 */
export function locateProject(data: DataFolder, root: string, elsewhere: readonly string[] = []): string {
  for (let number = 1; ; number++) {
    const file = projectFile(data, root, number)
    if (!existsSync(file))
      return elsewhere.find((other) => isOwn(data, other) && peekRoots(other)?.[0] === root) ?? file
    const roots = peekRoots(file)
    if (roots === null || roots.length === 0 || roots.includes(root)) return file
  }
}

/** Whether a project is in its default place. */
export const isOwn = (data: DataFolder, file: string): boolean =>
  realFolder(dirname(file)) === realFolder(data.projects)

/** What a project is called. */
export const nameProject = (data: DataFolder, file: string, root: string | undefined): string =>
  root !== undefined && isOwn(data, file) ? basename(root) || root : basename(file, extname(file))
