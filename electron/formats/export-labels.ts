import type { ReadableCatalog } from '../catalog/connection.ts'
import type { ExportResult } from './calls.ts'
import { countImages, listRoots } from '../catalog/queries/images.ts'
import { nameRoots } from '../catalog/queries/roots.ts'
import type { TaughtPredictions } from '../project/taught.ts'
import { findFormat } from './formats.ts'
import { writeLabelFile } from './write-file.ts'
import { iterateShown, type ShownRow } from './shown-rows.ts'
import { iterateTaught, nameTaught } from './taught-rows.ts'

export interface ExportOptions {
  /** One folder of the project alone; all of them where it is not given. */
  rootId?: number
  modelId: number
  /** The model's class names in index order. */
  labels: readonly string[]
  threshold: number
  /** Predictions that were learned from the labels, in place of the model's own. */
  taught?: TaughtPredictions | null
  /** Whether predictions are written, too; else what people decided alone. */
  predictions: boolean
  /** Predictions written per photo; none where 0. */
  topK: number
  /** By its id. */
  format: string
  file: string
  excelSafe: boolean
  /** Called for every thousand rows and for the last ones; throws to stop, and then nothing is written. */
  onRows?: (count: number) => void
}

/**
 * Writes the labels of a project in a format: folder by folder, in bytewise order of the paths. Where several folders
 * are written, each path begins with its folder's name.
 */
export async function exportLabels(catalog: ReadableCatalog, options: ExportOptions): Promise<ExportResult> {
  const { file, modelId, threshold, predictions, excelSafe, taught = null } = options
  const topK = predictions ? options.topK : 0
  const labels = taught === null ? options.labels : nameTaught(catalog, taught)
  const roots = listRoots(catalog).filter(({ id }) => options.rootId === undefined || id === options.rootId)
  const names = nameRoots(roots)
  const missing = roots.reduce((total, { id }) => total + countImages(catalog, id).missing, 0)
  const result: ExportResult = {
    file,
    rows: 0,
    labeled: 0,
    preLabeled: 0,
    needsReview: 0,
    outside: 0,
    failed: 0,
    new: 0,
    missing,
  }
  let unreported = 0
  const report = (): void => {
    options.onRows?.(unreported)
    unreported = 0
  }
  const iterate = (rootId: number): AsyncIterable<ShownRow> | Iterable<ShownRow> =>
    taught === null
      ? iterateShown(catalog, { rootId, modelId, labels, threshold, withPredictions: topK > 0 })
      : iterateTaught(catalog, { rootId, modelId, taught, labels, threshold, topK })
  async function* images(): AsyncGenerator<ShownRow> {
    for (const { id: rootId } of roots) {
      const prefix = roots.length === 1 ? '' : `${names.get(rootId)!}/`
      for await (const row of iterate(rootId)) {
        count(result, row)
        yield { ...row, path: prefix + row.path }
        if (++unreported === 1000) report()
      }
    }
    report()
  }
  await writeLabelFile(file, findFormat(options.format).write(images(), { labels, predictions, topK, excelSafe }))
  return result
}

function count(result: ExportResult, { status }: ShownRow): void {
  result.rows++
  if (status === 'labeled') result.labeled++
  else if (status === 'pre-labeled') result.preLabeled++
  else if (status === 'needs review') result.needsReview++
  else if (status === 'failed') result.failed++
  else if (status === 'outside') result.outside++
  else result.new++
}
