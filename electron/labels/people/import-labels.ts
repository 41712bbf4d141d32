import type { ConflictSide, FolderLevel, ImportResult } from './calls.ts'
import { listClasses } from '../../catalog/queries/classes.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { listUnlabeled } from '../../catalog/queries/image-names.ts'
import { dropConflicts, takeConflicting } from '../../catalog/queries/votes.ts'
import { normalizeClassName } from '../class-name.ts'
import { edit } from '../../catalog/history/edit.ts'
import { isMultiLabel } from '../edits/edits.ts'
import { findImages } from './find-images.ts'
import { ensureClasses } from '../classes/import-classes.ts'
import { parseLabels } from './label-list.ts'
import { type Said, takeVotes } from './take-votes.ts'

/** How many of the names that match no image are listed. */
const namesListed = 100

/**
 * An edit that takes labels over, and what it did. Where it changed nothing there is no edit, and no class was made.
 */
export function importEdit(
  catalog: Catalog,
  subject: string,
  author: string,
  work: (editId: number) => Omit<ImportResult, 'editId' | 'unknown' | 'unknownNames'> & { unknown: string[] },
): ImportResult {
  let done: ReturnType<typeof work> | undefined
  const editId = edit(catalog, { kind: 'import', subject, author }, (id) => {
    done = work(id)
  })
  const { unknown, ...counts } = done!
  return { editId, ...counts, unknown: unknown.length, unknownNames: unknown.slice(0, namesListed) }
}

export interface ListRequest {
  /** The file's name; without its extension the author's, where neither the list nor `listAuthor` names one. */
  name: string
  text: string
  listAuthor?: string
  /** Who imports. */
  author: string
}

/**
 * Takes labels over from a CSV (`parseLabels`), as one edit. They are votes of their author's; the label, where an
 * image has none; a conflict where they contradict it. Of several lines for one image by one author all count in a
 * project with several labels an image, else the last one. `unknown` are lines.
 */
export function importLabels(catalog: Catalog, { name, text, listAuthor, author }: ListRequest): ImportResult {
  const isMulti = isMultiLabel(catalog)
  const lines = parseLabels(text, {
    isMultiLabel: isMulti,
    known: new Set(listClasses(catalog).map((one) => one.name)),
  })
  const fallback =
    listAuthor ??
    (name
      .replace(/\.[^./\\]+$/, '')
      .trim()
      .slice(0, 200) ||
      name)
  return importEdit(catalog, name, author, (editId) => {
    const images = findImages(
      catalog,
      lines.map(({ path }) => path),
    )
    const known = lines.filter(({ path }) => images.has(path))
    const { ids, made, sameNames, changedKeys } = ensureClasses(
      catalog,
      known.flatMap(({ classes }) => classes),
    )
    const said = new Map<string, Said>()
    for (const { path, classes, author: lineAuthor } of known) {
      const one = { imageId: images.get(path)!, author: lineAuthor ?? fallback, source: 'import' as const }
      const key = `${one.imageId} ${one.author}`
      const before = isMulti ? (said.get(key)?.classIds ?? []) : []
      said.set(key, { ...one, classIds: [...new Set([...before, ...classes.map((className) => ids.get(className)!)])] })
    }
    return {
      ...takeVotes(catalog, [...said.values()], editId),
      newClasses: made,
      sameNames,
      changedKeys,
      unknown: lines.filter(({ path }) => !images.has(path)).map(({ path }) => path),
    }
  })
}

/**
 * Whose labels are those that a folder's name gave:
 * no annotator's, or agreement would count labels that no annotator gave.
 */
export const folderAuthor = 'folders'

/**
 * Gives every image without a label the name of its folder, as one edit: the one that it is in, or the topmost below
 * the root. Images in the root itself get none.
 */
export function importFolderLabels(catalog: Catalog, level: FolderLevel, author: string): ImportResult {
  return importEdit(catalog, level, author, (editId) => {
    const named = listUnlabeled(catalog).flatMap(({ id, path }) => {
      const folders = path.split('/').slice(0, -1)
      const name = level === 'nearest' ? folders.at(-1) : folders[0]
      return name === undefined || name.trim() === '' ? [] : [{ imageId: id, name: normalizeClassName(name) }]
    })
    const { ids, made, sameNames, changedKeys } = ensureClasses(catalog, new Set(named.map(({ name }) => name)))
    const said = named.map(({ imageId, name }): Said => ({
      imageId,
      author: folderAuthor,
      classIds: [ids.get(name)!],
      source: 'import',
    }))
    return { ...takeVotes(catalog, said, editId), newClasses: made, sameNames, changedKeys, unknown: [] }
  })
}

/**
 * Ends the conflicts of these images as one edit:
 * the label stays (`mine`), or what the annotator who contradicts it said becomes the label (`theirs`).
 */
export function resolveConflicts(
  catalog: Catalog,
  imageIds: readonly number[],
  take: ConflictSide,
  author: string,
): number | null {
  return edit(catalog, { kind: 'resolve', subject: take, author }, (editId) => {
    if (take === 'theirs') takeConflicting(catalog, imageIds, editId)
    dropConflicts(catalog, imageIds)
  })
}
