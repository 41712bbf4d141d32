import type { Catalog } from '../../catalog/connection.ts'
import { listEdited } from '../../catalog/history/entries.ts'
import { listMade } from '../../catalog/queries/classes.ts'
import { listSaid, storeAnswers } from '../../catalog/queries/teach-answers.ts'
import { readShown } from '../../library/shown-cards.ts'
import type { CallContext } from '../../project/context.ts'
import { readPreferences } from '../../project/preferences.ts'
import type { Project } from '../../project/project.ts'
import { findTaught, shownSource } from '../../project/taught.ts'
import type { EditResult } from './calls.ts'

/** Cards in an answer, and ids in an event: what is in view is among them, or is asked for again. */
const reportedCards = 1000

/** The project that is shown, where it can be changed. */
export type WritableProject = Project & { readonly catalog: Catalog }

function requireWritable(project: Project): asserts project is WritableProject {
  project.writable()
}

/**
 * Does an edit, reports it to every page, and answers with what it did, read back from the disk.
 * `change` gives the edits that were made or passed. `isAnswer`: a person answers predictions by it, and how these did
 * is kept: it says how far later ones are to be believed.
 */
export function doEdit(
  file: string | undefined,
  { service, data, emit }: CallContext,
  change: (project: WritableProject, author: string) => number | number[] | null,
  { isAnswer = false }: { isAnswer?: boolean } = {},
): EditResult {
  const project: Project = service.projectMeant(file)
  requireWritable(project)
  const done = change(project, readPreferences(data).author)
  const edits = done === null ? [] : [done].flat()
  const ids =
    edits.length === 1
      ? listEdited(project.catalog, edits[0]!)
      : [...new Set(edits.flatMap((editId) => listEdited(project.catalog, editId)))]
  const editId = edits.at(-1) ?? null
  if (isAnswer && editId !== null) keepAnswers(project, editId)
  project.reportChange()
  if (editId !== null) emit({ type: 'edited', editId, count: ids.length, ids: ids.slice(0, reportedCards) })
  return {
    editId,
    count: ids.length,
    changed: readShown(project, ids.slice(0, reportedCards)),
    newClasses: listMade(project.catalog, edits),
    ...project.steps(),
  }
}

/** Keeps what the heads that learned from labels had predicted for the images that an edit answered. */
function keepAnswers(project: WritableProject, editId: number): void {
  const { taught } = project.get(shownSource)
  if (taught === null) return
  const { catalog } = project
  const { top, confidence, classIds } = taught
  const answers = listSaid(catalog, editId).flatMap(({ imageId, classId, isWrong }) => {
    const place = findTaught(taught, imageId)
    const predicted = place === -1 ? undefined : classIds[top[place]!]
    if (predicted === undefined) return []
    return [{ imageId, editId, correct: !isWrong && predicted === classId, confidence: confidence[place]! }]
  })
  if (answers.length > 0) catalog.transaction(() => storeAnswers(catalog, answers), 'relaxed')
}
