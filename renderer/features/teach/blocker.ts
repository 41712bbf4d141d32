import type { ProjectInfo, Teaching } from '../../../electron/api/page.ts'

/** Why nothing can be asked. */
export type Blocker = 'loading' | 'no-photos' | 'read-only' | 'several-labels' | 'no-embeddings' | 'failed'

/** What is in the way of labeling, the first reason of several; null where questions can be asked. */
export function findBlocker(
  project: Pick<ProjectInfo, 'images' | 'isReadOnly' | 'isMultiLabel' | 'model'> | null,
  data: Pick<Teaching, 'state'> | null,
): Blocker | null {
  if (project === null) return 'loading'
  if (project.isReadOnly) return 'read-only'
  if (project.isMultiLabel) return 'several-labels'
  if (project.images === 0) return 'no-photos'
  if (project.model === null) return 'no-embeddings'
  if (data === null) return 'loading'
  return data.state === 'several-labels' || data.state === 'no-embeddings' || data.state === 'failed'
    ? data.state
    : null
}
