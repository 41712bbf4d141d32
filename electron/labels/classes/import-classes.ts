import { findFreeKey, getClassById, listClasses, updateClass } from '../../catalog/queries/classes.ts'
import type { Catalog, ReadableCatalog } from '../../catalog/connection.ts'
import { listImageFolders } from '../../catalog/queries/image-names.ts'
import { type ClassDraft, parseClassCsv, parseClassText } from './class-list.ts'
import { classKeys } from '../class-keys.ts'
import { normalizeClassName } from '../class-name.ts'
import { makeClass } from '../one-class.ts'
import type { ClassReport } from './calls.ts'
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
): { editId: number | null } & ClassReport {
  const drafts = readDrafts(catalog, source)
  let report: ClassReport = { sameNames: [], changedKeys: [] }
  const editId = edit(catalog, { kind: 'class-import', subject, author }, () => {
    const { sameNames, changedKeys } = addClasses(catalog, drafts, { keepsOwnCases: source.kind === 'project' })
    report = { sameNames, changedKeys }
  })
  return { editId, ...report }
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

/** What came of classes from elsewhere. */
export interface AddedClasses extends ClassReport {
  made: string[]
  /** Of every class, and of every name that was asked for. */
  ids: Map<string, number>
}

/**
 * Makes those of the classes that are not there, inside an edit. A key that is in use stays where it is, and a name
 * that differs from a class's only in case is that class; both are reported. A parent that is not defined is made, too.
 * @param keepsOwnCases whether the drafts' own names may differ only in case, as in a project where a person wants that
 * @throws GlanceError where a class would be above itself
 */
export function addClasses(
  catalog: Catalog,
  drafts: readonly ClassDraft[],
  { keepsOwnCases = false }: { keepsOwnCases?: boolean } = {},
): AddedClasses {
  const known = listClasses(catalog)
  const ids = new Map(known.map(({ name, id }) => [name, id]))
  const folded = new Map(known.map(({ name }) => [name.toLowerCase(), name]))
  const made: string[] = []
  const { sameNames, changedKeys }: ClassReport = { sameNames: [], changedKeys: [] }
  // A class that asks for no key, or cannot have its own, leaves those alone that others ask for.
  const isNew = ({ name }: ClassDraft): boolean => !folded.has(name.toLowerCase())
  const wanted = new Set(drafts.filter(isNew).flatMap(({ key }) => key ?? []))
  const unwanted = classKeys.filter((key) => !wanted.has(key))
  const make = ({ name, colour, key, description }: Omit<ClassDraft, 'parent'>): void => {
    if (ids.has(name)) return
    const taken = folded.get(name.toLowerCase())
    if (taken !== undefined) {
      sameNames.push({ name, taken })
      ids.set(name, ids.get(taken)!)
      return
    }
    const free = findFreeKey(catalog, key === null ? unwanted : [key, ...unwanted])
    const id = makeClass(catalog, { name, colour, key: free, description })
    ids.set(name, id)
    if (!keepsOwnCases) folded.set(name.toLowerCase(), name)
    made.push(name)
    const given = getClassById(catalog, id)!.key
    if (key !== null && given !== key) changedKeys.push({ name, wanted: key, given })
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
  return { made, ids, sameNames, changedKeys }
}

/** The classes of these names, made where they are new, inside an edit; names must be in their stored form. */
export const ensureClasses = (catalog: Catalog, names: Iterable<string>): AddedClasses =>
  addClasses(
    catalog,
    [...names].map((name) => ({ name, colour: null, key: null, description: '', parent: null })),
  )
