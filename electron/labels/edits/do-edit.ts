import type { Catalog } from '../../catalog/connection.ts'
import { listEdited } from '../../catalog/history/entries.ts'
import type { EditResult } from './calls.ts'
import { GlanceError } from '../../../models/errors.ts'
import { readShown } from '../../library/shown-cards.ts'
import { getWorkspace } from '../../project/current.ts'
import { readPreferences } from '../../project/preferences.ts'
import type { CallContext } from '../../api/dispatch.ts'
import type { Workspace } from '../../project/project.ts'

/** Cards that an answer carries, and ids that an event does: what is in view is among them, or is asked for again. */
const cardsTold = 1000

/** The project that is shown; `project` is the one that was meant. @throws GlanceError where that is another one */
export function checkProject(project: string | undefined): Workspace {
  const workspace = getWorkspace()
  if (project !== undefined && project !== workspace.catalog.file) {
    throw new GlanceError(
      'wrong-use',
      `Another folder is open now: ${workspace.root || workspace.catalog.file}.`,
      'Nothing was changed. Open the folder again.',
    )
  }
  return workspace
}

/** The project that is shown, where it can be changed. */
export type WritableWorkspace = Workspace & { readonly catalog: Catalog }

function requireWritable(workspace: Workspace): asserts workspace is WritableWorkspace {
  workspace.writable()
}

/** Who labels. */
export const currentAuthor = ({ data }: CallContext): string => readPreferences(data).author

/** Does an edit, tells every page of it, and answers with what it did, read back from the disk. `change` gives the edits that were made or passed. */
export function doEdit(
  project: string | undefined,
  context: CallContext,
  change: (workspace: WritableWorkspace, author: string) => number | number[] | null,
): EditResult {
  const workspace: Workspace = checkProject(project)
  requireWritable(workspace)
  const done = change(workspace, currentAuthor(context))
  const edits = done === null ? [] : [done].flat()
  const ids =
    edits.length === 1
      ? listEdited(workspace.catalog, edits[0]!)
      : [...new Set(edits.flatMap((editId) => listEdited(workspace.catalog, editId)))]
  const editId = edits.at(-1) ?? null
  if (editId !== null) context.emit({ type: 'edited', editId, count: ids.length, ids: ids.slice(0, cardsTold) })
  return { editId, count: ids.length, changed: readShown(workspace, ids.slice(0, cardsTold)), ...workspace.steps() }
}
