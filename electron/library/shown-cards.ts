import { readCards } from './cards.ts'
import type { ImageRow } from '../catalog/rows.ts'
import type { ImageCard } from '../project/calls.ts'
import type { Workspace } from '../project/project.ts'

/** Cards whose versions name the project, too: every project counts its images from 1, and a browser keeps what it got. */
export const readShown = (workspace: Workspace, ids: readonly number[]): ImageCard[] =>
  readCards(workspace.browse, ids).map((card) => ({ ...card, version: `${workspace.key}-${card.version}` }))

/**
 * What an address may be kept for: `content` where its version is the content's own hash, `scan` where it is the file's
 * time; null where it is another project's image or an older one, which must not be answered.
 */
export function checkVersion(workspace: Workspace, image: ImageRow, version: string): 'content' | 'scan' | null {
  if (image.hash !== null && version === `${workspace.key}-${Buffer.from(image.hash).toString('hex', 0, 8)}`)
    return 'content'
  return version === `${workspace.key}-${image.mtime}` ? 'scan' : null
}
