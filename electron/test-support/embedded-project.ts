import { join } from 'node:path'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { setSetting } from '../catalog/queries/settings.ts'
import { makeTempFolder } from './catalog.ts'
import { makeEmbeddings } from './made-embeddings.ts'

/** Width of each of the two tokens. */
const width = 16

/**
 * For tests: a project file of `count` photos that a distilled model called "other" for, with made embeddings of as
 * many kinds as asked; the photo with id n is of kind (n − 1) % kinds. Its folder is not there. `second`: a model with
 * embeddings of its own, one token, has run on them, too.
 */
export function makeEmbeddedProject(
  count: number,
  {
    kinds = 5,
    spread = 0.6,
    second,
  }: { kinds?: number; spread?: number; second?: { width: number; spread?: number } } = {},
): string {
  const folder = makeTempFolder()
  const file = join(folder, 'made.glance')
  const catalog = openCatalog(file)
  const rootId = ensureRoot(catalog, join(folder, 'photos'))
  const modelId = ensureModel(catalog, 'made', ['one', 'other'])
  setSetting(catalog, 'modelKey', 'made')
  recordScan(
    catalog,
    rootId,
    Array.from({ length: count }, (_, index) => ({ path: `${String(index).padStart(7, '0')}.jpg`, size: 1, mtime: 1 })),
  )
  const predictions = [{ classIndex: 1, confidence: 0.9 }]
  const store = (modelId: number, embeddings: Float32Array[], isDistilled: boolean): void =>
    storePredictions(
      catalog,
      embeddings.map((one, index) => ({
        content: null,
        prediction: {
          imageId: index + 1,
          modelId,
          fused: predictions,
          cls: predictions,
          dist: isDistilled ? predictions : null,
          agreement: isDistilled ? true : null,
          embeddings: one,
          rollout: null,
          mapDistance: null,
        },
      })),
    )
  const shape = { count, clusters: kinds, copies: 0 }
  store(modelId, makeEmbeddings({ ...shape, dims: 2 * width, spread }), true)
  if (second !== undefined) {
    const secondId = ensureModel(catalog, 'second', ['one', 'other'])
    store(secondId, makeEmbeddings({ ...shape, dims: second.width, spread: second.spread ?? spread, seed: 2 }), false)
  }
  catalog.close()
  return file
}
