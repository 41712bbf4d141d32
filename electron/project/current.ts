import { GlanceError } from '../../models/errors.ts'
import type { Workspace } from './project.ts'

// One window, one project: this process serves one page, and the page shows one folder.
let current: Workspace | null = null

/** The project that is shown, or null. */
export const findWorkspace = (): Workspace | null => current

/** The project that is shown. */
export function getWorkspace(): Workspace {
  if (current === null) throw new GlanceError('wrong-use', 'No folder is open.', 'Open a folder first.')
  return current
}

/** Shows another project, or none; the one before is closed, its job ended. */
export async function setWorkspace(next: Workspace | null): Promise<void> {
  const before = current
  current = next
  await before?.close()
}
