import { z } from 'zod'
import { filterSchema } from '../library/filters/index.ts'
import { imageId } from '../project/schemas.ts'

/** Similar photos, duplicates, and the embedding map. */
export const similarityCalls = {
  /**
   * The photos that pass and are most similar to this one (cosine over the embeddings of both tokens),
   * the most similar first, itself left out.
   */
  findSimilar: z.strictObject({
    id: imageId,
    filter: filterSchema.default({}),
    limit: z.int().min(1).max(10_000).default(500),
  }),
  /** The photos with the same bytes as this one, or in its group of near-duplicates; itself among them. */
  listDuplicatesOf: z.strictObject({ id: imageId }),
  /** Looks for groups of photos whose embeddings are at least this similar; a job. */
  findNearDuplicates: z.strictObject({ threshold: z.number().min(0.5).max(1) }),
  /** Lays the embeddings out on a plane (UMAP); a job. Its result is at `files/embedding-map`. */
  startEmbeddingMap: z.strictObject({
    neighbors: z.int().min(2).max(200).default(15),
    minDistance: z.number().min(0).max(1).default(0.1),
    seed: z.int().min(0).default(1),
  }),
}

export interface SimilarImages {
  ids: number[]
  /** Cosines, -1 to 1, in the same order. */
  similarities: number[]
}
