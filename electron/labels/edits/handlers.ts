import { projectIndex } from '../../library/project-index.ts'
import { listShownGuesses, readShownGuesses } from '../../library/guesses.ts'
import { listEdits } from '../../catalog/history/entries.ts'
import { jumpTo, redo, undo } from '../../catalog/history/edit.ts'
import { acceptGuesses, markImages, rejectGuesses, setLabels, sweepGuesses } from './edits.ts'
import { assignSplits } from '../splits/splits.ts'
import { doEdit } from './do-edit.ts'
import type { HandlersOf } from '../../project/context.ts'
import type { editCalls } from './calls.ts'

/** What a person does to images. */
export const editHandlers = {
  setLabel: ({ project, ids, className, how }, context) =>
    doEdit(project, context, ({ catalog }, author) => setLabels(catalog, { imageIds: ids, className, author, how })),
  acceptGuesses: ({ project: file, ids }, context) =>
    doEdit(file, context, (project, author) =>
      acceptGuesses(project.catalog, readShownGuesses(project.get(projectIndex), ids), author),
    ),
  rejectGuesses: ({ project: file, ids }, context) =>
    doEdit(file, context, (project, author) =>
      rejectGuesses(project.catalog, readShownGuesses(project.get(projectIndex), ids), author),
    ),
  sweep: ({ project: file, accept, reject }, context) =>
    doEdit(file, context, (project, author) =>
      sweepGuesses(
        project.catalog,
        {
          accept: readShownGuesses(project.get(projectIndex), accept),
          reject: readShownGuesses(project.get(projectIndex), reject),
        },
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
  assignSplits: ({ project: file, ratios, seed, scope, keep }, context) =>
    doEdit(file, context, (project, author) =>
      assignSplits(project.catalog, {
        ratios,
        seed,
        scope,
        keep,
        guesses: scope === 'all' ? listShownGuesses(project.get(projectIndex)) : new Map(),
        author,
      }),
    ),
  undo: ({ project }, context) => doEdit(project, context, ({ catalog }) => undo(catalog)),
  redo: ({ project }, context) => doEdit(project, context, ({ catalog }) => redo(catalog)),
  jumpTo: ({ project, editId }, context) => doEdit(project, context, ({ catalog }) => jumpTo(catalog, editId)),
  listHistory: ({ before, limit }, { service }) => listEdits(service.project.catalog, limit, before),
} satisfies HandlersOf<typeof editCalls>
