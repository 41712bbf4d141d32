import { basename } from 'node:path'
import Database from 'better-sqlite3'
import type { Catalog, ReadableCatalog } from '../connection.ts'

/** A folder of a project. */
export interface Root {
  id: number
  path: string
}

/**
 * The folder was moved.
 * Its images are known by their relative paths, so that all that is known about them stays.
 */
export function moveRoot(catalog: Catalog, rootId: number, path: string): void {
  catalog.run('UPDATE root SET path = ? WHERE id = ?', path, rootId)
}

/** Relative paths of about `count` of a folder's images, missing ones too, from all over it. */
export function samplePaths(catalog: ReadableCatalog, rootId: number, count: number): string[] {
  const { images } = catalog.get<{ images: number }>('SELECT count(*) AS images FROM image WHERE root_id = ?', rootId)!
  const step = Math.max(1, Math.floor(images / count))
  return catalog
    .all<{ path: string }>(
      'SELECT path FROM (SELECT path, row_number() OVER (ORDER BY id) AS place FROM image WHERE root_id = ?) WHERE place % ? = 0 LIMIT ?',
      rootId,
      step,
      count,
    )
    .map(({ path }) => path)
}

/** Short names of folders, each one's own: the folder's name, with a number where two have the same. */
export function nameRoots(roots: readonly Root[]): Map<number, string> {
  const names = new Map<number, string>()
  const taken = new Set<string>()
  for (const { id, path } of roots) {
    const own = basename(path) || 'folder'
    let name = own
    for (let number = 2; taken.has(name); number++) name = `${own}-${number}`
    taken.add(name)
    names.set(id, name)
  }
  return names
}

/** The folders in a catalog's file, whatever its version; null where they cannot be read like this. */
export function peekRoots(file: string): string[] | null {
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true, fileMustExist: true })
    return db.prepare('SELECT path FROM root ORDER BY id').pluck().all() as string[]
  } catch {
    return null // opening it says what is wrong
  } finally {
    db?.close()
  }
}
