import { existsSync, lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { makeFileAtomicSync } from '../../lib/atomic-file.ts'
import { errnoOf } from '../../lib/errno.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { translateFileError } from '../errors.ts'
import { copyInto } from '../file-mark.ts'
import { openCatalog } from './open-catalog.ts'
import type { FileMemory } from './file-memory.ts'
import { replaced } from './write-guard.ts'

/** An open project; `writer` is null where it is read-only. */
export interface OpenProject {
  catalog: ReadableCatalog
  writer: Catalog | null
}

/**
 * Opens a project for writing, or for reading where its file or folder cannot be written;
 * makes one that does not exist.
 */
export function openProject(file: string, options: { memory?: FileMemory } = {}): OpenProject {
  try {
    const writer = openCatalog(file, options)
    return { catalog: writer, writer }
  } catch (error) {
    if (!(error instanceof GlanceError) || error.code !== 'catalog-read-only' || !existsSync(file)) throw error
    return { catalog: openCatalog(file, { ...options, readOnly: true }), writer: null }
  }
}

/**
 * Writes all of a catalog into a new file, as it is at this moment, whatever is under way.
 * The file appears whole or not at all.
 *
 * @throws GlanceError `wrong-use` where something is in its place, `disk-full`, `catalog-read-only`
 */
export function copyCatalog(catalog: ReadableCatalog, file: string): void {
  const target = resolve(file)
  const isQueryOnly = catalog.db.pragma('query_only', { simple: true }) === 1
  try {
    refuseExisting(target)
    if (!catalog.isOwn()) throw replaced(catalog.file)
    // Writing another file counts as writing, too.
    catalog.db.pragma('query_only = OFF')
    makeFileAtomicSync(target, (temporary) => copyInto(catalog.db, temporary), { replace: false })
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') refuseExisting(target) // it came into the place meanwhile
    throw translateFileError(error, target)
  } finally {
    if (isQueryOnly) catalog.db.pragma('query_only = ON')
  }
}

/** @throws GlanceError `wrong-use` where there is a file or anything else of this name */
export function refuseExisting(file: string): void {
  if (isThere(file))
    throw new GlanceError('wrong-use', '{file} already exists.', 'Choose another name.', { params: { file } })
}

/** Also a link to nothing. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false // writing it says what is wrong with the place
  }
}
