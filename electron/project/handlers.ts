import type { ProjectInfo } from './calls.ts'
import { findWorkspace, getWorkspace, setWorkspace } from './current.ts'
import { listFolders } from './list-folders.ts'
import { readDetail } from '../library/photo.ts'
import { realFolder } from './locate-project.ts'
import { findProjectFile, listRecent, rememberRecent } from './recent.ts'
import type { CallContext } from '../api/dispatch.ts'
import { Workspace } from './project.ts'
import type { Handlers } from './handler.ts'

/** The project that is shown, if it is the one in this file. Whoever opens it again wants to see what is new in it. */
async function showAgain(file: string): Promise<ProjectInfo | null> {
  const shown = findWorkspace()
  if (shown === null || realFolder(shown.catalog.file) !== realFolder(file)) return null
  await shown.roots.look()
  if (!shown.isBusy && !shown.isReadOnly && shown.roots.present.length > 0) await shown.rescan()
  return shown.describe()
}

async function show(workspace: Workspace, { data, emit }: CallContext): Promise<ProjectInfo> {
  await setWorkspace(workspace)
  emit({ type: 'changed' }) // another page may show the project before
  return remember(workspace, data)
}

/** The list of what was shown follows what is shown. */
function remember(workspace: Workspace, data: CallContext['data']): ProjectInfo {
  const project = workspace.describe()
  rememberRecent(data, project)
  return project
}

let turn: Promise<unknown> = Promise.resolve()

/** One after the other: two that open the same project at the same moment would each find it open elsewhere. */
function inTurn<Value>(open: () => Promise<Value>): Promise<Value> {
  const opened = turn.then(open)
  turn = opened.catch(() => undefined)
  return opened
}

/** Projects and their folders. */
export const projectHandlers = {
  recentFolders: (_args, { data }) => listRecent(data),
  listFolders: ({ folder }) => listFolders(folder),
  openFolder: ({ folder }, context) =>
    inTurn(
      async () =>
        (await showAgain(findProjectFile(context.data, realFolder(folder)))) ??
        show(await Workspace.openFolder(folder, context.data, context.emit), context),
    ),
  openProject: ({ file }, context) =>
    inTurn(
      async () =>
        (await showAgain(file)) ?? show(await Workspace.openProject(file, context.data, context.emit), context),
    ),
  newProject: ({ file, folder }, context) =>
    inTurn(async () => show(await Workspace.newProject(file, folder, context.data, context.emit), context)),
  saveCopy({ file }) {
    getWorkspace().saveCopy(file)
    return null
  },
  async addFolder({ folder }, { data }) {
    const workspace = getWorkspace()
    await workspace.addFolder(folder)
    return remember(workspace, data)
  },
  async relinkFolder({ rootId, folder }, { data }) {
    const workspace = getWorkspace()
    await workspace.relinkFolder(rootId, folder)
    return remember(workspace, data)
  },
  async rescan() {
    await getWorkspace().rescan()
    return null
  },
  async project() {
    const workspace = findWorkspace()
    await workspace?.roots.look()
    return findWorkspace()?.describe() ?? null
  },
  getPhoto: ({ id }, { data }) => readDetail(getWorkspace(), id, data),
} satisfies Handlers
