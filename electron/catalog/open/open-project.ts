import { existsSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { GlanceError } from '../../../models/errors.ts'
import type { Catalog, ReadableCatalog } from '../connection.ts'
import { translateFileError } from '../errors.ts'
import { openCatalog } from './open-catalog.ts'

/** A project as far as it lets itself be opened: `writer` is null where it can only be looked at. */
export interface OpenProject {
  catalog: ReadableCatalog
  writer: Catalog | null
}

/** Opens a project for writing, or for reading where its file or folder cannot be written; makes one that does not exist. */
export function openProject(file: string): OpenProject {
  try {
    const writer = openCatalog(file)
    return { catalog: writer, writer }
  } catch (error) {
    if (!(error instanceof GlanceError) || error.code !== 'catalog-read-only' || !existsSync(file)) throw error
    return { catalog: openCatalog(file, { readOnly: true }), writer: null }
  }
}

/**
 * Writes all of a catalog into a new file, as it stands at this moment, whatever is under way. The file appears whole or not at all.
 *
 * @throws GlanceError `wrong-use` where something is in its place, `disk-full`, `catalog-read-only`
 */
export function copyCatalog(catalog: ReadableCatalog, file: string): void {
  const target = resolve(file)
  const draft = `${target}.part-${process.pid}`
  const isQueryOnly = catalog.db.pragma('query_only', { simple: true }) === 1
  try {
    refuseExisting(target)
    // Writing another file counts as writing, too.
    catalog.db.pragma('query_only = OFF')
    mkdirSync(dirname(target), { recursive: true })
    rmSync(draft, { force: true })
    catalog.db.prepare('VACUUM INTO ?').run(draft)
    linkOrRename(draft, target)
  } catch (error) {
    throw translateFileError(error, target)
  } finally {
    if (isQueryOnly) catalog.db.pragma('query_only = ON')
    if (existsSync(draft)) rmSync(draft)
  }
}

/** @throws GlanceError `wrong-use` where there is a file or anything else of this name */
export function refuseExisting(file: string): void {
  if (isThere(file)) throw new GlanceError('wrong-use', `${file} is there already.`, 'Choose another name.')
}

/** Also a link to nothing. */
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false // writing it says what is wrong with the place
  }
}

/** A link never replaces what came into the place meanwhile; some file systems have none. */
function linkOrRename(draft: string, target: string): void {
  try {
    linkSync(draft, target)
  } catch {
    refuseExisting(target)
    renameSync(draft, target)
  }
}
