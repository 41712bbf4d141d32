import { listRoots } from '../catalog/images.ts'
import { openCatalog } from '../catalog/open.ts'
import type { Outcome } from '../contract/calls.ts'
import { GlanceError } from '../contract/errors.ts'
import { locateData } from '../import/data-folder.ts'
import { projectFile, realFolder } from './project.ts'

/** The folder of a `.glance` project file that was double-clicked or dropped on the window. */
export function readRoot(file: string): Outcome<string> {
  try {
    const catalog = openCatalog(file, { readOnly: true })
    try {
      const found = listRoots(catalog).find(({ path }) => realFolder(projectFile(locateData(), path)) === realFolder(file))
      if (found !== undefined) return { ok: found.path }
    } finally {
      catalog.close()
    }
    const message = `${file} is kept outside Glance's own projects, and the window shows those only. Open its folder of photos instead.`
    return { error: { code: 'wrong-use', message } }
  } catch (error) {
    if (error instanceof GlanceError) return { error: { code: error.code, message: error.text } }
    return { error: { code: 'internal', message: error instanceof Error ? error.message : String(error) } }
  }
}
