import { listDuplicatesOf } from '../catalog/queries/duplicates.ts'
import type { HandlersOf } from '../project/context.ts'
import type { similarityCalls } from './calls.ts'
import { searchSimilar, startEmbeddingMap, startNearDuplicates } from './similarity.ts'

/** Similar photos, duplicates, and the embedding map. */
export const similarityHandlers = {
  findSimilar: (args, { service }) => searchSimilar(service.project, args),
  listDuplicatesOf: ({ id }, { service }) => listDuplicatesOf(service.project.catalog, id),
  async findNearDuplicates({ threshold }, { service }) {
    await startNearDuplicates(service.project, threshold)
    return null
  },
  async startEmbeddingMap(layout, { service }) {
    await startEmbeddingMap(service.project, layout)
    return null
  },
} satisfies HandlersOf<typeof similarityCalls>
