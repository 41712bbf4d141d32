import { listDuplicatesOf } from '../catalog/queries/duplicates.ts'
import { deleteSavedFilter, listSavedFilters, saveFilter } from '../catalog/queries/saved-filters.ts'
import { getWorkspace } from '../project/current.ts'
import { searchSimilar, startEmbeddingMap, startNearDuplicates } from '../similarity/similarity.ts'
import type { Handlers } from '../project/handler.ts'

/** Counts, likeness, the map of the embeddings, saved filters. */
export const overviewHandlers = {
  listDuplicatesOf: ({ id }) => listDuplicatesOf(getWorkspace().catalog, id),
  findSimilar: ({ id, limit }) => searchSimilar(getWorkspace(), id, limit),
  async findNearDuplicates({ threshold }) {
    await startNearDuplicates(getWorkspace(), threshold)
    return null
  },
  async startEmbeddingMap(layout) {
    await startEmbeddingMap(getWorkspace(), layout)
    return null
  },
  listSavedFilters: () => listSavedFilters(getWorkspace().catalog),
  saveFilter(saved) {
    saveFilter(getWorkspace().writable(), saved)
    return listSavedFilters(getWorkspace().catalog)
  },
  deleteSavedFilter({ name }) {
    deleteSavedFilter(getWorkspace().writable(), name)
    return listSavedFilters(getWorkspace().catalog)
  },
} satisfies Handlers
