import { listDuplicatesOf } from '../../catalog/duplicates.ts'
import { getWorkspace } from '../current.ts'
import type { Handlers } from './handler.ts'

/** Counts, likeness, the map of the embeddings, saved filters. */
export const overviewHandlers = {
  listDuplicatesOf: ({ id }) => listDuplicatesOf(getWorkspace().catalog, id),
} satisfies Handlers
