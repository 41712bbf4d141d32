import { existsSync } from 'node:fs'
import { openProject as openCatalogFile, refuseExisting } from '../catalog/open/open-project.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { GlanceError } from '../../models/errors.ts'
import { checkFolder } from './check-folder.ts'
import type { CallContext } from './context.ts'
import { scanRoots } from './folders.ts'
import { realFolder } from './locate-project.ts'
import { note } from './note.ts'
import { Project } from './project.ts'
import { findProjectFile } from './recent.ts'
import { rememberFiles } from './known-files.ts'

type Opening = Pick<CallContext, 'service' | 'data' | 'emit'>

/** Opens or makes the folder's project and scans it in the background; its events go to `emit` from now on. */
export async function openFolder(folder: string, context: Opening): Promise<Project> {
  const root = realFolder(folder)
  const file = findProjectFile(context.data, root)
  // A folder that does not exist must not leave an empty project behind;
  // one that is known can be linked to its new place.
  if (!existsSync(file)) await checkFolder(root)
  return open(file, root, context)
}

/**
 * Opens a project by its file, and scans its folders in the background.
 * @throws GlanceError `not-found` where there is none
 */
export async function openProject(file: string, context: Opening): Promise<Project> {
  const path = realFolder(file)
  if (!existsSync(path))
    throw new GlanceError(
      'not-found',
      'There is no project {path}.',
      'It may have been moved: open it from its new place.',
      { params: { path } },
    )
  return open(path, null, context)
}

/** Makes a project of a folder in a file that does not exist yet. */
export async function newProject(file: string, folder: string, context: Opening): Promise<Project> {
  refuseExisting(file)
  const root = realFolder(folder)
  await checkFolder(root)
  return open(file, root, context)
}

/** `root` is its folder where it has none yet. */
async function open(file: string, root: string | null, { service, data, emit }: Opening): Promise<Project> {
  const opened = openCatalogFile(file, { memory: rememberFiles(data) })
  try {
    const project = new Project(opened, { data, emit, beforeJobs: service.beforeJobs })
    if (root !== null && opened.writer !== null && project.roots.all.length === 0) ensureRoot(opened.writer, root)
    for (const reason of opened.catalog.notices) emit(note('{reason}', { reason }))
    await project.roots.look()
    if (opened.writer !== null) await scanRoots(project, project.roots.all)
    return project
  } catch (error) {
    opened.catalog.close()
    throw error
  }
}
