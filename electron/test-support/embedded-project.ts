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
 * many kinds as asked; the photo with id n is of kind (n − 1) % kinds. Its folder is not there.
 */
export function makeEmbeddedProject(count: number, { kinds = 5, spread = 0.6 } = {}): string {
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
  const made = makeEmbeddings({ count, dims: 2 * width, clusters: kinds, spread, copies: 0 })
  storePredictions(
    catalog,
    made.map((embeddings, index) => ({
      content: null,
      prediction: {
        imageId: index + 1,
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
  catalog.close()
  return file
}
