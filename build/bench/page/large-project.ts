import pMap from 'p-map'
import { ensureRoot, findImage } from '../../../electron/catalog/queries/images.ts'
import { ensureModel } from '../../../electron/catalog/queries/models.ts'
import { openCatalog } from '../../../electron/catalog/open/open-catalog.ts'
import { type PredictionToStore, storePredictions } from '../../../electron/catalog/queries/predictions.ts'
import { startScan } from '../../../electron/catalog/queries/scan.ts'
import { setSetting } from '../../../electron/catalog/queries/settings.ts'
import type { ImageContent } from '../../../electron/catalog/rows.ts'
import { locateData } from '../../../electron/project/data-folder.ts'
import { decodeImage } from '../../../electron/images/decode.ts'
import { hashContent, readImage } from '../../../electron/images/read.ts'
import { scanFolder } from '../../../electron/images/scan.ts'
import { projectFile, realFolder } from '../../../electron/project/locate-project.ts'
import { ThumbnailCache } from '../../../electron/images/thumbnails.ts'
import { type Bench, linkPhotos } from './bench.ts'

const noPixels = { resize: 16, crop: 16, interpolation: 'bicubic' } as const
const distinct = 200

/**
 * A folder of so many photos as it is after a pre-label run:
 * read, predicted, thumbnails kept. Its predictions are made up.
 */
export async function makeLargeProject(bench: Bench, data: string, count: number): Promise<string> {
  const photos = bench.photos.slice(0, distinct)
  const place = locateData({ GLANCE_DATA: data })
  const cache = new ThumbnailCache(place.thumbnails)
  const contents = await pMap(
    photos,
    async (path): Promise<ImageContent> => {
      const bytes = await readImage(path, { fileName: path })
      const { width, height, format, thumbnail } = await decodeImage(bytes, {
        fileName: path,
        sizes: noPixels,
        thumbnail: true,
      })
      const hash = hashContent(bytes)
      await cache.writeThumbnail(hash, thumbnail!)
      return { hash, width, height, format }
    },
    { concurrency: 4 },
  )

  const { folder, paths } = linkPhotos({ ...bench, photos }, count)
  const root = realFolder(folder)
  const catalog = openCatalog(projectFile(place, root))
  try {
    const rootId = ensureRoot(catalog, root)
    const scan = startScan(catalog, rootId)
    for await (const batch of scanFolder(root)) scan.add(batch.files)
    scan.finish({ complete: true, exceptUnder: [] })
    const {
      id,
      metadata: { labels },
    } = bench.model
    const modelId = ensureModel(catalog, id, labels)
    storePredictions(
      catalog,
      paths.map((path, index): PredictionToStore => {
        const prediction = { classIndex: (index * 7) % labels.length, confidence: ((index * 37) % 100) / 100 }
        return {
          content: contents[index % contents.length]!,
          prediction: {
            imageId: findImage(catalog, rootId, path)!.id,
            modelId,
            fused: [prediction],
            cls: [prediction],
            dist: [prediction],
            agreement: index % 5 > 0,
            embeddings: null,
            rollout: null,
            mapDistance: null,
          },
        }
      }),
    )
    setSetting(catalog, 'modelKey', id)
    setSetting(catalog, 'threshold', 0.5)
  } finally {
    catalog.close()
  }
  return folder
}
