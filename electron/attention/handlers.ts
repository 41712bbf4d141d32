import { getImage } from '../catalog/queries/images.ts'
import { GlanceError } from '../../models/errors.ts'
import { getWorkspace } from '../project/current.ts'
import { readNumbers } from './explorer.ts'
import type { Handlers } from '../project/handler.ts'

/** One photo's attention, as deep as it goes. */
export const explorerHandlers = {
  explorePhoto({ id }) {
    const workspace = getWorkspace()
    const image = getImage(workspace.catalog, id)
    if (image === null)
      throw new GlanceError(
        'not-found',
        `There is no photo ${id} in this folder.`,
        'It may have been deleted; scan again.',
      )
    return readNumbers(workspace, image)
  },
} satisfies Handlers
