import { getImage } from '../catalog/queries/images.ts'
import { GlanceError } from '../../models/errors.ts'
import type { Project } from './project.ts'

/**
 * The path of an image: for main, which shows it in the file manager; a page knows images by id alone.
 * @throws GlanceError `not-found`
 */
export function locateImage(project: Project, id: number): string {
  const image = getImage(project.catalog, id)
  if (image === null)
    throw new GlanceError('not-found', 'There is no photo {id} in this project.', '', { params: { id } })
  return project.locate(image)
}
