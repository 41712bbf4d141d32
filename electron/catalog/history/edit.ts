import type { Catalog } from '../connection.ts'
import {
  closeEdit,
  dropUndone,
  type EditKind,
  findEdit,
  findRedoable,
  findUndoable,
  insertEdit,
  markUndone,
} from './entries.ts'
import { recordEdit, replay, rewind } from './journal.ts'
import { GlanceError } from '../../../models/errors.ts'

/** What an edit is called in the history. */
export interface EditTitle {
  kind: EditKind
  subject: string | null
  author: string
}

/**
 * Does `work` as one edit: all of it or nothing, on the disk when this returns, undone and redone as one. Gives the
 * edit's id, or null where `work` changed nothing; then there is no edit, and what could be redone still can.
 */
export function edit(catalog: Catalog, title: EditTitle, work: (editId: number) => void): number | null {
  return catalog.transaction(() => {
    const editId = insertEdit(catalog, title)
    recordEdit(catalog, editId, () => work(editId))
    if (!closeEdit(catalog, editId)) return null
    dropUndone(catalog)
    return editId
  })
}

/** Undoes the newest edit in effect and returns its id; null where there is none. */
export const undo = (catalog: Catalog): number | null => catalog.transaction(() => stepBack(catalog))

/** Repeats the edit that was undone last and returns its id; null where there is none, as after any new edit. */
export const redo = (catalog: Catalog): number | null => catalog.transaction(() => stepForth(catalog))

function stepBack(catalog: Catalog): number | null {
  const editId = findUndoable(catalog)
  if (editId === null) return null
  rewind(catalog, editId)
  markUndone(catalog, editId, true)
  return editId
}

function stepForth(catalog: Catalog): number | null {
  const editId = findRedoable(catalog)
  if (editId === null) return null
  replay(catalog, editId)
  markUndone(catalog, editId, false)
  return editId
}

/**
 * Undoes or redoes until `editId` is the last edit in effect; 0 undoes all. All of it or nothing.
 * Gives the edits it went over, in the order in which it went.
 *
 * @throws GlanceError `not-found` where there is no such edit
 */
export function jumpTo(catalog: Catalog, editId: number): number[] {
  return catalog.transaction(() => {
    const found = editId === 0 ? { undone: false } : findEdit(catalog, editId)
    if (found === null)
      throw new GlanceError(
        'not-found',
        'There is no edit {id} in the history.',
        'It may have been replaced by a later one. Open the history again.',
        { params: { id: editId } },
      )
    const passed: number[] = []
    // No transactions of their own inside this one: in a savepoint SQLite keeps the pages that were changed as a list,
    // and walks along it after every statement; a hundred thousand labels took minutes.
    const step = found.undone ? stepForth : stepBack
    const isThere = (): boolean =>
      found.undone ? findEdit(catalog, editId)?.undone === false : (findUndoable(catalog) ?? 0) <= editId
    while (!isThere()) passed.push(step(catalog)!)
    return passed
  })
}
