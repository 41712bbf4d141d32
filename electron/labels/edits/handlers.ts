import { listShownGuesses, readShownGuesses } from '../../library/guesses.ts'
import { listEdits } from '../../catalog/history/entries.ts'
import { jumpTo, redo, undo } from '../../catalog/history/edit.ts'
import { acceptGuesses, markImages, rejectGuesses, setLabels, sweepGuesses } from './edits.ts'
import { assignSplits } from '../splits/splits.ts'
import { getWorkspace } from '../../project/current.ts'
import { doEdit } from './do-edit.ts'
import type { Handlers } from '../../project/handler.ts'

/** What a person does to images. */
export const editHandlers = {
  setLabel: ({ project, ids, className, how }, context) =>
    doEdit(project, context, ({ catalog }, author) => setLabels(catalog, { imageIds: ids, className, author, how })),
  acceptGuesses: ({ project, ids }, context) =>
    doEdit(project, context, (workspace, author) =>
      acceptGuesses(workspace.catalog, readShownGuesses(workspace.browse, ids), author),
    ),
  rejectGuesses: ({ project, ids }, context) =>
    doEdit(project, context, (workspace, author) =>
      rejectGuesses(workspace.catalog, readShownGuesses(workspace.browse, ids), author),
    ),
  sweep: ({ project, accept, reject }, context) =>
    doEdit(project, context, (workspace, author) =>
      sweepGuesses(
        workspace.catalog,
        { accept: readShownGuesses(workspace.browse, accept), reject: readShownGuesses(workspace.browse, reject) },
        author,
      ),
    ),
  setMark: ({ project, ids, flagged, note, split }, context) =>
    doEdit(project, context, ({ catalog }, author) =>
      markImages(
        catalog,
        ids,
        {
          ...(flagged === undefined ? {} : { flagged }),
          ...(note === undefined ? {} : { note: note === null || note.trim() === '' ? null : note.trim() }),
          ...(split === undefined ? {} : { split }),
        },
        author,
      ),
    ),
  assignSplits: ({ project, ratios, seed, scope, keep }, context) =>
    doEdit(project, context, ({ catalog, browse }, author) =>
      assignSplits(catalog, {
        ratios,
        seed,
        scope,
        keep,
        guesses: scope === 'all' ? listShownGuesses(browse) : new Map(),
        author,
      }),
    ),
  undo: ({ project }, context) => doEdit(project, context, ({ catalog }) => undo(catalog)),
  redo: ({ project }, context) => doEdit(project, context, ({ catalog }) => redo(catalog)),
  jumpTo: ({ project, editId }, context) => doEdit(project, context, ({ catalog }) => jumpTo(catalog, editId)),
  listHistory: ({ before, limit }) => listEdits(getWorkspace().catalog, limit, before),
} satisfies Handlers
