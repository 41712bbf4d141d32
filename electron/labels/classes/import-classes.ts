import { listClasses, updateClass } from '../../catalog/queries/classes.ts'
import type { Catalog, ReadableCatalog } from '../../catalog/connection.ts'
import { listImageFolders } from '../../catalog/queries/image-names.ts'
import { type ClassDraft, parseClassCsv, parseClassText } from './class-list.ts'
import { normalizeClassName } from '../class-name.ts'
import { makeClass } from '../one-class.ts'
import { noParent } from './classes.ts'
import { edit } from '../../catalog/history/edit.ts'

/** Where classes come from; another project's catalog is opened by whoever asks. */
export type ClassSource =
  { kind: 'text' | 'csv'; text: string } | { kind: 'folders' } | { kind: 'project'; catalog: ReadableCatalog }

/**
 * Adds the classes of a source that the project does not have, behind those that it has, as one edit.
 * Those it has stay as they are.
 */
export function importClasses(
  catalog: Catalog,
  source: ClassSource,
  subject: string | null,
  author: string,
): number | null {
  const drafts = readDrafts(catalog, source)
  return edit(catalog, { kind: 'class-import', subject, author }, () => void addClasses(catalog, drafts))
}

function readDrafts(catalog: Catalog, source: ClassSource): ClassDraft[] {
  if (source.kind === 'text') return parseClassText(source.text)
  if (source.kind === 'csv') return parseClassCsv(source.text)
  if (source.kind === 'project') return listDrafts(source.catalog)
  const folders = listImageFolders(catalog).flatMap((path) => path.split('/').at(-1) || [])
  return folders.map((name) => ({
    name: normalizeClassName(name),
    colour: null,
    key: null,
    description: '',
    parent: null,
  }))
}

/** The label set of a project, parents by name. */
export function listDrafts(catalog: ReadableCatalog): ClassDraft[] {
  const classes = listClasses(catalog)
  const names = new Map(classes.map(({ id, name }) => [id, name]))
  return classes.map(({ name, colour, key, description, parentId }) => ({
    name,
    colour,
    key,
    description,
    parent: parentId === null ? null : (names.get(parentId) ?? null),
  }))
}

/**
 * Makes those of the classes that are not there, inside an edit, and gives their names. A key that is in use stays
 * where it is. A parent that is not defined is made, too.
 * @throws GlanceError where a class would be above itself
 */
export function addClasses(catalog: Catalog, drafts: readonly ClassDraft[]): string[] {
  const known = listClasses(catalog)
  const ids = new Map(known.map(({ name, id }) => [name, id]))
  const keys = new Set(known.map(({ key }) => key))
  const made: string[] = []
  const make = ({ name, colour, key, description }: Omit<ClassDraft, 'parent'>): void => {
    if (ids.has(name)) return
    ids.set(name, makeClass(catalog, { name, colour, key: keys.has(key) ? null : key, description }))
    keys.add(key)
    made.push(name)
  }
  for (const draft of drafts) make(draft)
  for (const { parent } of drafts) if (parent !== null) make({ name: parent, colour: null, key: null, description: '' })
  const fresh = new Set(made)
  const names = new Map(known.map(({ id, name }) => [id, name]))
  const parents = new Map(known.map(({ name, parentId }) => [name, parentId === null ? null : names.get(parentId)!]))
  for (const { name, parent } of drafts) {
    if (parent === null || !fresh.delete(name)) continue // of a repeated name the first parent counts
    for (let above: string | null = parent; above !== null; above = parents.get(above) ?? null)
      if (above === name) throw noParent(name, parent)
    parents.set(name, parent)
    updateClass(catalog, ids.get(name)!, { parentId: ids.get(parent)! })
  }
  return made
}

/** The ids of these classes, made where they are new, inside an edit; names must be in their stored form. */
export function ensureClasses(catalog: Catalog, names: Iterable<string>): { ids: Map<string, number>; made: string[] } {
  const made = addClasses(
    catalog,
    [...names].map((name) => ({ name, colour: null, key: null, description: '', parent: null })),
  )
  return { ids: new Map(listClasses(catalog).map(({ id, name }) => [name, id])), made }
}
