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
  const wanted = new Map([...imageIds].map((imageId) => [imageId, name]))
  return changeLabels(catalog, wanted, { kind: name === null ? 'clear' : 'set', subject: name, author, source })
}

/** Gives every image a class of its own as one edit, as where a person accepts what the model guessed; otherwise as `setLabels`. */
export function acceptGuesses(catalog: Catalog, guesses: ReadonlyMap<number, string>, author: string): number | null {
  const wanted = new Map([...guesses].map(([imageId, name]) => [imageId, normalizeClassName(name)]))
  return changeLabels(catalog, wanted, { kind: 'accept', subject: null, author, source: 'person' })
}

type Change = Parameters<typeof insertEdit>[1] & { source: LabelSource }

function changeLabels(catalog: Catalog, wanted: ReadonlyMap<number, string | null>, { source, ...edit }: Change): number | null {
  return catalog.transaction(() => {
    const classIds = new Map([...new Set(wanted.values())].map((name) => [name, name === null ? null : ensureClass(catalog, name)]))
    const changes: { imageId: number; classId: number | null; before: StoredLabel[] }[] = []
    for (const [imageId, name] of wanted) {
      if (getImage(catalog, imageId) === null) throw new GlanceError('not-found', `There is no image ${imageId} in the catalog ${catalog.file}.`)
      const before = readLabels(catalog, imageId)
      const classId = classIds.get(name) ?? null
      if (!stands(before, classId, source, edit.author)) changes.push({ imageId, classId, before })
    }
    if (changes.length === 0) return null

    dropUndone(catalog)
    const editId = insertEdit(catalog, edit)
    for (const { imageId, classId, before } of changes) {
      const after = classId === null ? [] : [{ classId, source, author: edit.author, editId }]
      replaceLabels(catalog, imageId, after)
      insertChange(catalog, editId, { imageId, before, after })
    }
    return editId
  })
}

function stands([first, ...others]: StoredLabel[], classId: number | null, source: LabelSource, author: string): boolean {
  if (classId === null) return first === undefined
  return first !== undefined && others.length === 0 && first.classId === classId && first.source === source && first.author === author
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
