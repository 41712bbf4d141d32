import { listProblems } from '../catalog/queries/images.ts'
import { listJobs } from '../catalog/queries/jobs.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import type { projectCalls, ProjectInfo } from './calls.ts'
import type { CallContext, HandlersOf } from './context.ts'
import { describeProject } from './describe-project.ts'
import { placeExamples } from './examples.ts'
import { addFolder, relinkFolder, rescan } from './folders.ts'
import { listFolders } from './list-folders.ts'
import { realFolder } from './locate-project.ts'
import { newProject, openFolder, openProject } from './open-project.ts'
import { readPreferences, writePreferences } from './preferences.ts'
import type { Project } from './project.ts'
import { findProjectFile, listRecent, rememberRecent } from './recent.ts'

/** The project that is shown, if it is the one in this file. Opening it again shows what is new in it. */
async function showAgain(file: string, { service }: CallContext): Promise<ProjectInfo | null> {
  const { shown } = service
  if (shown === null || realFolder(shown.catalog.file) !== realFolder(file)) return null
  await shown.roots.look()
  if (!shown.isBusy && !shown.isReadOnly && shown.roots.present.length > 0) await rescan(shown)
  return describeProject(shown)
}

async function show(project: Project, { service, emit }: CallContext): Promise<ProjectInfo> {
  await service.show(project)
  emit({ type: 'changed' }) // another page may show the project before
  return remember(project)
}

/** Shows the project of a folder; it is made where there is none. */
const showFolder = (folder: string, context: CallContext): Promise<ProjectInfo> =>
  context.service.inTurn(async () => {
    const again = await showAgain(findProjectFile(context.data, realFolder(folder)), context)
    return again ?? show(await openFolder(folder, context), context)
  })

/** The list of what was shown follows what is shown. */
function remember(project: Project): ProjectInfo {
  const info = describeProject(project)
  rememberRecent(project.data, info)
  return info
}

/** Projects, their folders and jobs, and what the person set for themselves. */
export const projectHandlers = {
  recentFolders: (_args, { data }) => listRecent(data),
  listFolders: ({ folder }) => listFolders(folder),
  openFolder: ({ folder }, context) => showFolder(folder, context),
  openExamples: (_args, context) => showFolder(placeExamples(context.data), context),
  openProject: ({ file }, context) =>
    context.service.inTurn(
      async () => (await showAgain(file, context)) ?? show(await openProject(file, context), context),
    ),
  newProject: ({ file, folder }, context) =>
    context.service.inTurn(async () => show(await newProject(file, folder, context), context)),
  saveCopy({ file }, { service }) {
    service.project.saveCopy(file)
    return null
  },
  async addFolder({ folder }, { service: { project } }) {
    await addFolder(project, folder)
    return remember(project)
  },
  async relinkFolder({ rootId, folder }, { service: { project } }) {
    await relinkFolder(project, rootId, folder)
    return remember(project)
  },
  async rescan(_args, { service }) {
    await rescan(service.project)
    return null
  },
  async project(_args, { service }) {
    await service.shown?.roots.look()
    return service.shown === null ? null : describeProject(service.shown)
  },
  setThreshold({ threshold }, { service: { project }, emit }) {
    setSetting(project.writable(), 'threshold', threshold)
    emit({ type: 'changed' })
    return describeProject(project)
  },
  cancelJob({ id }, { service }) {
    service.project.jobs.cancelByPerson(id)
    return null
  },
  listJobs: (_args, { service }) => listJobs(service.project.catalog),
  listProblems: (_args, { service: { project } }) =>
    project.roots.all.flatMap(({ id }) => listProblems(project.catalog, id)),
  preferences: (_args, { data }) => readPreferences(data),
  setPreferences: ({ author, keys }, { data }) =>
    writePreferences(data, { ...(author === undefined ? {} : { author }), ...(keys === undefined ? {} : { keys }) }),
} satisfies HandlersOf<typeof projectCalls>
