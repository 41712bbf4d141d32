import { getImage } from '../catalog/images.ts'
import type { Outcome } from '../contract/calls.ts'
import { GlanceError } from '../contract/errors.ts'
import { getWorkspace } from './current.ts'

/** Where an image lies on the disk: for main, which shows it in the file manager; a page knows images by id alone. */
export function locateImage(id: number): Outcome<string> {
  try {
    const workspace = getWorkspace()
    const image = getImage(workspace.catalog, id)
    if (image === null) return { error: { code: 'not-found', message: `There is no photo ${id} in this project.` } }
    return { ok: workspace.locate(image) }
  } catch (error) {
    if (error instanceof GlanceError) return { error: { code: error.code, message: error.text } }
    return { error: { code: 'internal', message: error instanceof Error ? error.message : String(error) } }
  }
}
