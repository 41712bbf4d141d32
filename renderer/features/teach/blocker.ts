import type { JobRow, ProjectInfo, Teaching } from '../../../electron/api/page.ts'

/** Why nothing can be asked. */
export type Blocker = 'loading' | 'no-photos' | 'read-only' | 'several-labels' | 'no-embeddings' | 'failed'

/** Photos that the model has seen from which on typical ones are chosen, though it has not seen all. */
const enoughSeen = 2000

/** What is in the way of labeling, the first reason of several; null where questions can be asked. */
export function findBlocker(
  project: Pick<ProjectInfo, 'images' | 'isReadOnly' | 'isMultiLabel' | 'model'> | null,
  data: Pick<Teaching, 'state'> | null,
  job: Pick<JobRow, 'kind' | 'done'> | null,
): Blocker | null {
  if (project === null) return 'loading'
  if (project.isReadOnly) return 'read-only'
  if (project.isMultiLabel) return 'several-labels'
  if (project.images === 0) return 'no-photos'
  if (project.model === null) return 'no-embeddings'
  if (data === null) return 'loading'
  // The first question is about typical photos of all, not of the first ones that the model has seen.
  if (data.state === 'few-labels' && job?.kind === 'prelabel' && job.done < enoughSeen) return 'no-embeddings'
  return data.state === 'several-labels' || data.state === 'no-embeddings' || data.state === 'failed'
    ? data.state
    : null
}
