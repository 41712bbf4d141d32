import { getWorkspace, findWorkspace, setWorkspace } from '../current.ts'
import { listFolders } from '../folders.ts'
import { readDetail } from '../photo.ts'
import { projectFile, realFolder } from '../project.ts'
import { listRecent, rememberRecent } from '../recent.ts'
import { Workspace } from '../workspace.ts'
import type { Handlers } from './handler.ts'

/** Projects and their folders. */
export const projectHandlers = {
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
  getPhoto: ({ id }, { data }) => readDetail(getWorkspace(), id, data),
} satisfies Handlers
