import { countFiltered, listImages, readCards } from '../catalog/browse.ts'
import { listChanges } from '../catalog/edits.ts'
import { listProblems } from '../catalog/images.ts'
import { listJobs } from '../catalog/jobs.ts'
import { getSetting } from '../catalog/settings.ts'
import type { CallName, CallResults, ParsedArgs } from '../contract/calls.ts'
import type { EditResult } from '../contract/project.ts'
import { GlanceError } from '../contract/errors.ts'
import { findModel } from '../import/installed.ts'
import { acceptGuesses, redo, setLabels, undo } from '../labels/edits.ts'
import { readShown } from './cards.ts'
import { findWorkspace, getWorkspace, setWorkspace } from './current.ts'
import { listFolders } from './folders.ts'
import { readDetail } from './photo.ts'
import { projectFile, realFolder } from './project.ts'
import { listRecent, rememberRecent } from './recent.ts'
import type { CallContext } from './service.ts'
import { Workspace } from './workspace.ts'

type Handler<Name extends CallName> = (args: ParsedArgs<Name>, context: CallContext) => Promise<CallResults[Name]> | CallResults[Name]

const author = (): string => getSetting(getWorkspace().catalog, 'author') ?? ''

/** Does an edit, tells every page of it, and answers with what it did, read back from the disk. */
function edit(project: string | undefined, { emit }: CallContext, change: (workspace: Workspace) => number | null): EditResult {
  const workspace = getWorkspace()
  if (project !== undefined && project !== workspace.catalog.file) {
    throw new GlanceError('wrong-use', `Another folder is open now: ${workspace.root}.`, 'Nothing was changed. Open the folder again.')
  }
  const editId = change(workspace)
  const ids = editId === null ? [] : listChanges(workspace.catalog, editId).map(({ imageId }) => imageId)
  if (editId !== null) emit({ type: 'edited', editId, ids: ids.slice(0, 1000) })
  return { editId, changed: readShown(workspace, ids), ...workspace.steps() }
}

/** The calls of the page, about the project that is shown. */
export const pageHandlers = {
  recentFolders: (_args, { data }) => listRecent(data),
  listFolders: ({ folder }) => listFolders(folder),
  async openFolder({ folder }, { data, emit }) {
    const shown = findWorkspace()
    if (shown?.catalog.file === projectFile(data, realFolder(folder))) {
      if (!shown.isBusy) await shown.rescan() // who opens a folder again wants to see what is new in it
      return shown.describe()
    }
    const workspace = await Workspace.open(folder, data, emit)
    await setWorkspace(workspace)
    rememberRecent(data, workspace.root)
    emit({ type: 'changed' }) // another page may show the folder before
    return workspace.describe()
  },
  async rescan() {
    await getWorkspace().rescan()
    return null
  },
  project: () => findWorkspace()?.describe() ?? null,
  listImages: (args) => listImages(getWorkspace().catalog, getWorkspace().view, args),
  getCards: ({ ids }) => readShown(getWorkspace(), ids),
  countImages: ({ filter }) => countFiltered(getWorkspace().catalog, getWorkspace().view, filter),
  getPhoto: ({ id }, { data }) => readDetail(getWorkspace(), id, data),
  setLabel: ({ project, ids, className }, context) => edit(project, context, ({ catalog }) => setLabels(catalog, { imageIds: ids, className, author: author() })),
  acceptGuesses: ({ project, ids }, context) => edit(project, context, ({ catalog, view }) => {
    const guesses = new Map(readCards(catalog, view, ids).flatMap(({ id, guess }) => (guess === null ? [] : [[id, guess] as const])))
    return acceptGuesses(catalog, guesses, author())
  }),
  undo: ({ project }, context) => edit(project, context, ({ catalog }) => undo(catalog)),
  redo: ({ project }, context) => edit(project, context, ({ catalog }) => redo(catalog)),
  async startPrelabel({ model, engine }, { data }) {
    await getWorkspace().startPrelabel(findModel(data.models, model), engine, data)
    return null
  },
  cancelJob({ id }) {
    getWorkspace().cancelByPerson(id)
    return null
  },
  listJobs: () => listJobs(getWorkspace().catalog),
  listProblems: () => listProblems(getWorkspace().catalog, getWorkspace().rootId),
} satisfies { [Name in CallName]?: Handler<Name> }
