import { projectIndex } from './project-index.ts'
import { readCards } from './cards.ts'
import type { ImageCard } from './calls.ts'
import type { ImageRow } from '../catalog/rows.ts'
import type { Project } from '../project/project.ts'

/**
 * Cards whose versions name the project, too: every project counts its images from 1, and a browser keeps what it got.
 */
export const readShown = (project: Project, ids: readonly number[]): ImageCard[] =>
  readCards(project.get(projectIndex), ids).map((card) => ({ ...card, version: `${project.key}-${card.version}` }))

/**
 * What an address may be kept for: `content` where its version is the content's own hash, `scan` where it is the file's
 * time; null where it is another project's image or an older one, which must not be answered.
 */
export function checkVersion(project: Project, image: ImageRow, version: string): 'content' | 'scan' | null {
  if (image.hash !== null && version === `${project.key}-${Buffer.from(image.hash).toString('hex', 0, 8)}`)
    return 'content'
  return version === `${project.key}-${image.mtime}` ? 'scan' : null
}
