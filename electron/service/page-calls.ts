import { countFiltered, listImages, readCards } from '../catalog/browse.ts'
import { listChanges } from '../catalog/edits.ts'
import { listProblems } from '../catalog/images.ts'
import { listJobs } from '../catalog/jobs.ts'
import { getSetting } from '../catalog/settings.ts'
import type { CallName, CallResults, ParsedArgs } from '../contract/calls.ts'
import type { EditResult } from '../contract/project.ts'
import { findModel } from '../import/installed.ts'
import { acceptGuesses, redo, setLabels, undo } from '../labels/edits.ts'
import { findWorkspace, getWorkspace, setWorkspace } from './current.ts'
import { listFolders } from './folders.ts'
import { readDetail } from './photo.ts'
import { projectFile, realFolder } from './project.ts'
import { listRecent, rememberRecent } from './recent.ts'
import type { CallContext } from './service.ts'
import { Workspace } from './workspace.ts'

type Handler<Name extends CallName> = (args: ParsedArgs<Name>, context: CallContext) => Promise<CallResults[Name]> | CallResults[Name]

const author = (): string => getSetting(getWorkspace().catalog, 'author') ?? ''

/** What an edit did, read back from the disk. */
function tellEdit(editId: number | null): EditResult {
  const workspace = getWorkspace()
  const ids = editId === null ? [] : listChanges(workspace.catalog, editId).map(({ imageId }) => imageId)
  return { editId, changed: readCards(workspace.catalog, workspace.view, ids), ...workspace.steps() }
}

/** The calls of the page, about the project that is shown. */
export const pageHandlers = {
  recentFolders: (_args, { data }) => listRecent(data),
  listFolders: ({ folder }) => listFolders(folder),
  async openFolder({ folder }, { data, emit }) {
    const shown = findWorkspace()
    if (shown?.catalog.file === projectFile(data, realFolder(folder))) return shown.describe()
    const workspace = await Workspace.open(folder, data, emit)
    await setWorkspace(workspace)
    rememberRecent(data, workspace.root)
    return workspace.describe()
  },
  async rescan() {
    await getWorkspace().rescan()
    return null
  },
  project: () => findWorkspace()?.describe() ?? null,
  listImages: (args) => listImages(getWorkspace().catalog, getWorkspace().view, args),
  getCards: ({ ids }) => readCards(getWorkspace().catalog, getWorkspace().view, ids),
  countImages: ({ filter }) => countFiltered(getWorkspace().catalog, getWorkspace().view, filter),
  getPhoto: ({ id }, { data }) => readDetail(getWorkspace(), id, data),
  setLabel: ({ ids, className }) => tellEdit(setLabels(getWorkspace().catalog, { imageIds: ids, className, author: author() })),
  acceptGuesses({ ids }) {
    const { catalog, view } = getWorkspace()
    const guesses = new Map(readCards(catalog, view, ids).flatMap(({ id, guess }) => (guess === null ? [] : [[id, guess] as const])))
    return tellEdit(acceptGuesses(catalog, guesses, author()))
  },
  undo: () => tellEdit(undo(getWorkspace().catalog)),
  redo: () => tellEdit(redo(getWorkspace().catalog)),
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
