import { projectIndex } from '../../library/project-index.ts'
import { readShownPredictions } from '../../library/predictions.ts'
import { findModelClass, isClosed } from '../../catalog/queries/classes.ts'
import type { ClassRef } from '../../catalog/shown-prediction.ts'
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
import { notInSet } from '../one-class.ts'
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
  acceptPredictions: ({ project: file, ids, seen }, context) =>
    doEdit(
      file,
      context,
      (project, author) => acceptPredictions(project.catalog, readMeant(project, ids, seen), author),
      { isAnswer: true },
    ),
  rejectPredictions: ({ project: file, ids, seen }, context) =>
    doEdit(
      file,
      context,
      (project, author) => rejectPredictions(project.catalog, readMeant(project, ids, seen), author),
      { isAnswer: true },
    ),
  sweep: ({ project: file, accept, reject, seen, of }, context) =>
    doEdit(
      file,
      context,
      (project, author) => {
        const mean = (ids: readonly number[]): Predictions => {
          if (of === undefined) return readMeant(project, ids, seen)
          const ref = typeof of === 'string' ? checkModelClass(project, of) : of
          if (typeof ref === 'string' && isClosed(project.catalog) && findModelClass(project.catalog, ref) === null)
            throw notInSet(ref)
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

/** The predictions of images that a person means: those that the page showed, where it says so, else those of now. */
function readMeant(project: Project, ids: readonly number[], seen: readonly [number, ClassRef][] = []): Predictions {
  const meant = readShownPredictions(project.get(projectIndex), ids)
  const asked = new Set(ids)
  const checked = new Set<string>()
  for (const [id, ref] of seen) {
    if (!asked.has(id)) continue
    if (typeof ref === 'string' && !checked.has(ref)) checked.add(checkModelClass(project, ref))
    meant.set(id, ref)
  }
  return meant
}

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
