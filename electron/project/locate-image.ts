import { getImage } from '../catalog/queries/images.ts'
import type { Outcome } from '../api/calls.ts'
import { getWorkspace } from './current.ts'
import { describeError } from './describe-error.ts'

/** Where an image lies on the disk: for main, which shows it in the file manager; a page knows images by id alone. */
export function locateImage(id: number): Outcome<string> {
  try {
    const workspace = getWorkspace()
    const image = getImage(workspace.catalog, id)
    if (image === null) return { error: { code: 'not-found', message: `There is no photo ${id} in this project.` } }
    return { ok: workspace.locate(image) }
  } catch (error) {
    return { error: describeError(error) }
  }
}
