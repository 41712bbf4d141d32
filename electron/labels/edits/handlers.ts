import { projectIndex } from '../../library/project-index.ts'
import { listShownPredictions, readShownPredictions } from '../../library/predictions.ts'
import { listEdits } from '../../catalog/history/entries.ts'
import { jumpTo, redo, undo } from '../../catalog/history/edit.ts'
import { acceptPredictions, markImages, rejectPredictions, setLabels, sweepPredictions } from './edits.ts'
import { assignSplits } from '../splits/splits.ts'
import { doEdit } from './do-edit.ts'
import type { HandlersOf } from '../../project/context.ts'
import type { editCalls } from './calls.ts'

/** What a person does to images. */
export const editHandlers = {
  setLabel: ({ project, ids, className, how }, context) =>
    doEdit(project, context, ({ catalog }, author) => setLabels(catalog, { imageIds: ids, className, author, how })),
  acceptPredictions: ({ project: file, ids }, context) =>
    doEdit(file, context, (project, author) =>
      acceptPredictions(project.catalog, readShownPredictions(project.get(projectIndex), ids), author),
    ),
  rejectPredictions: ({ project: file, ids }, context) =>
    doEdit(file, context, (project, author) =>
      rejectPredictions(project.catalog, readShownPredictions(project.get(projectIndex), ids), author),
    ),
  sweep: ({ project: file, accept, reject }, context) =>
    doEdit(file, context, (project, author) =>
      sweepPredictions(
        project.catalog,
        {
          accept: readShownPredictions(project.get(projectIndex), accept),
          reject: readShownPredictions(project.get(projectIndex), reject),
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
        predictions: scope === 'all' ? listShownPredictions(project.get(projectIndex)) : new Map(),
        author,
      }),
    ),
  undo: ({ project }, context) => doEdit(project, context, ({ catalog }) => undo(catalog)),
  redo: ({ project }, context) => doEdit(project, context, ({ catalog }) => redo(catalog)),
  jumpTo: ({ project, editId }, context) => doEdit(project, context, ({ catalog }) => jumpTo(catalog, editId)),
  listHistory: ({ before, limit }, { service }) => listEdits(service.project.catalog, limit, before),
} satisfies HandlersOf<typeof editCalls>
