import type { Catalog, ReadableCatalog } from '../catalog/connection.ts'
import { ensureClass } from '../catalog/classes.ts'
import { dropUndone, findRedoable, findUndoable, insertChange, insertEdit, listChanges, listEdits, markUndone } from '../catalog/edits.ts'
import type { EditRow } from '../catalog/edits.ts'
import { getImage } from '../catalog/images.ts'
import { readLabels, replaceLabels } from '../catalog/labels.ts'
import type { StoredLabel } from '../catalog/labels.ts'
import type { LabelSource } from '../contract/data.ts'
import { GlanceError } from '../contract/errors.ts'
import { normalizeClassName } from './class-name.ts'

/** One class for many images; null takes their labels away. */
export interface LabelRequest {
  imageIds: Iterable<number>
  className: string | null
  author: string
  /** `person` unless told. */
  source?: LabelSource
}

/**
 * Labels images as one edit and returns its id, on the disk by then. An image has one class: the new one replaces the
 * old. Images that stand as asked already are not part of the edit; where that is all of them, there is none (null).
 */
export function setLabels(catalog: Catalog, { imageIds, className, author, source = 'person' }: LabelRequest): number | null {
  const name = className === null ? null : normalizeClassName(className)
  return catalog.transaction(() => {
    const classId = name === null ? null : ensureClass(catalog, name)
    const stands = ([first, ...others]: StoredLabel[]): boolean => classId === null
      ? first === undefined
      : first !== undefined && others.length === 0 && first.classId === classId && first.source === source && first.author === author
    const changes: { imageId: number; before: StoredLabel[] }[] = []
    for (const imageId of new Set(imageIds)) {
      if (getImage(catalog, imageId) === null) throw new GlanceError('not-found', `There is no image ${imageId} in the catalog ${catalog.file}.`)
      const before = readLabels(catalog, imageId)
      if (!stands(before)) changes.push({ imageId, before })
    }
    if (changes.length === 0) return null

    dropUndone(catalog)
    const editId = insertEdit(catalog, { kind: name === null ? 'clear' : 'set', subject: name, author })
    const after = classId === null ? [] : [{ classId, source, author, editId }]
    for (const change of changes) {
      replaceLabels(catalog, change.imageId, after)
      insertChange(catalog, editId, { ...change, after })
    }
    return editId
  })
}

/** Takes back the newest edit that stands and returns its id; null where there is none. */
export function undo(catalog: Catalog): number | null {
  return catalog.transaction(() => {
    const editId = findUndoable(catalog)
    if (editId === null) return null
    for (const { imageId, before } of listChanges(catalog, editId)) replaceLabels(catalog, imageId, before)
    markUndone(catalog, editId, true)
    return editId
  })
}

/** Repeats the edit that was undone last and returns its id; null where there is none, as after any new edit. */
export function redo(catalog: Catalog): number | null {
  return catalog.transaction(() => {
    const editId = findRedoable(catalog)
    if (editId === null) return null
    for (const { imageId, after } of listChanges(catalog, editId)) replaceLabels(catalog, imageId, after)
    markUndone(catalog, editId, false)
    return editId
  })
}

/** The newest edits first, undone ones included. */
export function listHistory(catalog: ReadableCatalog, limit: number): EditRow[] {
  return listEdits(catalog, limit)
}
