import { projectIndex } from '../../library/project-index.ts'
import { readShownPredictions } from '../../library/predictions.ts'
import { listEdits } from '../../catalog/history/entries.ts'
import { jumpTo, redo, undo } from '../../catalog/history/edit.ts'
import {
  acceptPredictions,
  markImages,
  type Predictions,
  rejectPredictions,
  setLabels,
  sweepPredictions,
} from './edits.ts'
import { doEdit } from './do-edit.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { Project } from '../../project/project.ts'
import type { HandlersOf } from '../../project/context.ts'
import type { editCalls } from './calls.ts'

/** What a person does to images. */
export const editHandlers = {
  setLabel: ({ project: file, ids, to, how }, context) =>
    doEdit(
      file,
      context,
      (project, author) =>
        setLabels(project.catalog, {
          imageIds: ids,
          to: typeof to === 'string' ? checkModelClass(project, to) : to,
          author,
          how,
        }),
      { isAnswer: true },
    ),
  acceptPredictions: ({ project: file, ids }, context) =>
    doEdit(
      file,
      context,
      (project, author) =>
        acceptPredictions(project.catalog, readShownPredictions(project.get(projectIndex), ids), author),
      { isAnswer: true },
    ),
  rejectPredictions: ({ project: file, ids }, context) =>
    doEdit(
      file,
      context,
      (project, author) =>
        rejectPredictions(project.catalog, readShownPredictions(project.get(projectIndex), ids), author),
      { isAnswer: true },
    ),
  sweep: ({ project: file, accept, reject, of }, context) =>
    doEdit(
      file,
      context,
      (project, author) => {
        const mean = (ids: readonly number[]): Predictions => {
          if (of === undefined) return readShownPredictions(project.get(projectIndex), ids)
          const ref = typeof of === 'string' ? checkModelClass(project, of) : of
          return new Map(ids.map((id) => [id, ref]))
        }
        return sweepPredictions(project.catalog, { accept: mean(accept), reject: mean(reject) }, author)
      },
      { isAnswer: true },
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
  undo: ({ project }, context) => doEdit(project, context, ({ catalog }) => undo(catalog)),
  redo: ({ project }, context) => doEdit(project, context, ({ catalog }) => redo(catalog)),
  jumpTo: ({ project, editId }, context) => doEdit(project, context, ({ catalog }) => jumpTo(catalog, editId)),
  listHistory: ({ before, limit }, { service }) => listEdits(service.project.catalog, limit, before),
} satisfies HandlersOf<typeof editCalls>

/** @throws GlanceError where no model in use has a class of this name */
function checkModelClass({ model, secondModel }: Project, name: string): string {
  if ([model, secondModel].some((one) => one?.labels.includes(name) === true)) return name
  throw new GlanceError(
    'not-found',
    'No model of this project has the class “{name}”.',
    'Another model may be in use now. Choose another class.',
    { params: { name } },
  )
}
