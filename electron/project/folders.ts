import { ensureRoot } from '../catalog/queries/images.ts'
import { moveRoot, type Root } from '../catalog/queries/roots.ts'
import { note } from './note.ts'
import type { Project } from './project.ts'
import { beginScans, recordScans, reportRefused } from './scan-roots.ts'

/**
 * Looks through the folders again. Starts it and returns, as opening does.
 * @throws GlanceError where none of them exists
 */
export async function rescan(project: Project): Promise<void> {
  project.writable()
  project.jobs.refuseAnother('Wait for it or cancel it, then scan again.')
  await project.roots.look()
  await scanRoots(project, project.roots.all, true)
}

/** One more folder for the project, scanned in the background. */
export async function addFolder(project: Project, folder: string): Promise<void> {
  const catalog = project.writable()
  await project.jobs.waitForTurn()
  const path = await project.roots.checkNew(folder)
  const id = ensureRoot(catalog, path)
  await project.roots.look()
  project.jobs.reportChanged(true)
  await scanRoots(project, [project.roots.find(id)])
}

/** A folder is elsewhere now; what is known of its photos stays, because they are known by their paths in it. */
export async function relinkFolder(project: Project, rootId: number, folder: string): Promise<void> {
  const catalog = project.writable()
  await project.jobs.waitForTurn()
  const before = project.roots.find(rootId).path
  const path = await project.roots.checkNew(folder, rootId)
  const { found, of } = await project.roots.recognize(rootId, path)
  if (2 * found < of) {
    const text =
      'Only {found} of {of} photos of {before} were found in {path}. If this is the wrong folder, choose again: nothing is lost.'
    project.emit(note(text, { found, of, before, path }))
  }
  moveRoot(catalog, rootId, path)
  await project.roots.look()
  project.jobs.reportChanged(true)
  await scanRoots(project, [project.roots.find(rootId)])
}

/**
 * Looks through these folders as one job; those that do not exist are reported, and nothing of them is marked missing.
 */
export async function scanRoots(project: Project, roots: readonly Root[], isAsked = false): Promise<void> {
  const { jobs, emit } = project
  const abort = new AbortController()
  const start = await beginScans(roots, project.roots.present, abort.signal)
  if (isAsked && start.begun.length === 0 && start.refused[0] !== undefined) throw start.refused[0].error
  reportRefused(start, emit)
  if (start.begun.length === 0) return
  jobs.refuseAnother('Wait for it or cancel it, then scan again.')
  const { signal } = abort
  jobs.run('ingest', abort, async () => {
    await recordScans(project.writable(), start.begun, { emit, signal, onFiles: () => jobs.reportChanged() })
    jobs.reportChanged(true)
  })
}
