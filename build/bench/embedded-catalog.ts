import type { Catalog } from '../../electron/catalog/connection.ts'
import { ensureRoot } from '../../electron/catalog/queries/images.ts'
import { ensureModel } from '../../electron/catalog/queries/models.ts'
import { storePredictions } from '../../electron/catalog/queries/predictions.ts'
import { recordScan } from '../../electron/catalog/queries/scan.ts'

/** A distilled DeiT-Ti's. */
export const [tokens, width] = [2, 192]
const batch = 5000

/**
 * Puts so many images with embeddings of a model called "made" into an empty catalog, their ids from 1 on; gives the
 * model's id.
 *
 * @param make so many embeddings, float32 [tokens * width] each, of the images behind the first `from`
 */
export function fillCatalog(
  catalog: Catalog,
  images: number,
  make: (from: number, count: number) => Float32Array[],
): number {
  const rootId = ensureRoot(catalog, '/made')
  const modelId = ensureModel(catalog, 'made', ['one', 'other'])
  recordScan(
    catalog,
    rootId,
    Array.from({ length: images }, (_, index) => ({
      path: `${String(index).padStart(7, '0')}.jpg`,
      size: 1,
      mtime: 1,
    })),
  )
  const predictions = [{ classIndex: 0, confidence: 1 }]
  for (let from = 0; from < images; from += batch) {
    storePredictions(
      catalog,
      make(from, Math.min(batch, images - from)).map((embeddings, index) => ({
        content: null,
        prediction: {
          imageId: from + index + 1,
          modelId,
          fused: predictions,
          cls: predictions,
          dist: predictions,
          agreement: true,
          embeddings,
          rollout: null,
          mapDistance: null,
        },
      })),
    )
  }
  return modelId
}
