import { existsSync } from 'node:fs'
import type { ExportResult } from './calls.ts'
import { countImages, listRoots } from '../catalog/queries/images.ts'
import type { ModelRow } from '../catalog/rows.ts'
import { measureSureFrom } from '../catalog/queries/sure-from.ts'
import { readThreshold } from '../catalog/queries/columns.ts'
import { hasLabels } from '../catalog/queries/labels.ts'
import { listModels } from '../catalog/queries/models.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { countKeptPredictions } from '../catalog/queries/predictions.ts'
import { getSetting } from '../catalog/queries/settings.ts'
import { z } from 'zod'
import { GlanceError } from '../../models/errors.ts'
import { exportLabels, type ExportOptions } from './export-labels.ts'
import type { DataFolder } from '../project/data-folder.ts'
import { findSummary } from '../model-library/installed.ts'
import { realFolder } from '../project/locate-project.ts'
import { findProjectFile } from '../project/recent.ts'
import { path, threshold, topK } from '../project/schemas.ts'
import type { Service } from '../project/service.ts'
import type { ShownSource } from '../project/taught.ts'
import { rememberFiles } from '../project/known-files.ts'
import { formatIds } from './formats.ts'

export const exportArgs = z.strictObject({
  /** Which folder's project; or give the catalog. */
  folder: path.optional(),
  catalog: path.optional(),
  /** The file to write, in whatever format. */
  csv: path,
  format: z.enum(formatIds).default('csv'),
  /** Whether predictions are written, too; by default where something of them is asked for. */
  predictions: z.boolean().optional(),
  /** The project's own model and threshold where not given. */
  model: path.optional(),
  threshold: threshold.optional(),
  topK: topK.optional(),
  excelSafe: z.boolean().default(false),
})

/**
 * What a project shows in place of its model's own predictions, and from where on what it shows is sure. Given by
 * whoever exports, because the formats know nothing of learning.
 */
export type ExportedPredictions = (catalog: ReadableCatalog) => Promise<ShownSource>

/**
 * Writes a project's labels to a file again, as the project shows them, without running any model; the catalog is only
 * read. Where a model is named, its own predictions are written.
 */
export async function exportProject(
  args: z.input<typeof exportArgs>,
  { data, shown }: Pick<Service, 'data' | 'shown'>,
  findShown: ExportedPredictions,
): Promise<ExportResult> {
  if (args.folder === undefined && args.catalog === undefined) {
    throw new GlanceError(
      'wrong-use',
      'Neither a folder nor a project file was given.',
      'Give the folder that was pre-labeled, or --catalog <file>.',
    )
  }
  const root = args.folder === undefined ? null : realFolder(args.folder)
  const file = args.catalog ?? findProjectFile(data, root!)
  if (args.catalog === undefined && !existsSync(file)) {
    throw new GlanceError(
      'not-found',
      '{folder} has not been pre-labeled, or its project is elsewhere.',
      'Pre-label it first: glance prelabel {folder}, or give --catalog <file>.',
      { params: { folder: root! } },
    )
  }
  // Before anything looks into the file: opening and closing it would drop this process's own locks on it.
  if (realFolder(args.csv) === realFolder(file))
    throw new GlanceError('wrong-use', '{file} is the project itself.', 'Choose another name for the CSV.', {
      params: { file: args.csv },
    })
  const catalog = openCatalog(file, { readOnly: true, memory: rememberFiles(data) })
  try {
    const all = listRoots(catalog)
    const roots = root === null ? all : all.filter(({ path }) => path === root)
    if (roots.length === 0)
      throw new GlanceError(
        'not-found',
        all.length === 0 ? '{file} contains no folder yet.' : '{file} contains {folders}.',
        'Give the folder to export.',
        { params: { file: catalog.file, folders: all.map(({ path }) => path).join(', ') } },
      )
    const models = listModels(catalog)
    const key = args.model === undefined ? getSetting(catalog, 'modelKey') : findKey(models, args.model, data)
    const model = models.find((candidate) => candidate.key === key)
    const place = {
      file: args.csv,
      format: args.format ?? 'csv',
      excelSafe: args.excelSafe ?? false,
      predictions: args.predictions ?? [args.model, args.threshold, args.topK].some((asked) => asked !== undefined),
      ...(root === null ? {} : { rootId: roots[0]!.id }),
    }
    const write = (options: Omit<ExportOptions, keyof typeof place | 'rootId' | 'onRows'>): Promise<ExportResult> => {
      if (shown === null || realFolder(shown.catalog.file) !== realFolder(catalog.file))
        return exportLabels(catalog, { ...place, ...options })
      const total = roots
        .map(({ id }) => countImages(catalog, id))
        .reduce((sum, { new: unseen, ok, failed }) => sum + unseen + ok + failed, 0)
      return shown.jobs.watchExport(total, (onRows) => exportLabels(catalog, { ...place, ...options, onRows }))
    }
    // A person who labels without any model gets their labels all the same.
    if (model === undefined && !place.predictions && roots.some(({ id }) => hasLabels(catalog, id))) {
      return await write({ modelId: 0, labels: [], threshold: 0, topK: 0 })
    }
    if (model === undefined) {
      throw new GlanceError(
        'not-found',
        key === null ? '{file} has no predictions.' : '{file} has no predictions by {key}.',
        'Pre-label the folder first.',
        { params: { file: catalog.file, ...(key === null ? {} : { key }) } },
      )
    }
    const topK = place.predictions ? (args.topK ?? 0) : 0
    const { taught, sureFrom } =
      args.model === undefined
        ? await findShown(catalog)
        : { taught: null, sureFrom: measureSureFrom(catalog, model.id) }
    const kept = countKeptPredictions(
      catalog,
      roots.map(({ id }) => id),
      model.id,
    )
    if (taught === null && Math.min(topK, model.labels.length) > kept) {
      throw new GlanceError(
        'wrong-use',
        '{topK} predictions per photo were requested, but only {kept} are stored.',
        'Pre-label again with --top-k {topK}.',
        { params: { topK, kept } },
      )
    }
    const threshold = args.threshold ?? readThreshold(catalog, sureFrom)
    return await write({ modelId: model.id, labels: model.labels, threshold, topK, taught })
  } finally {
    catalog.close()
  }
}

/**
 * The catalog knows its models long after their files are gone: an id, or the unmistakable beginning of one, is enough.
 */
function findKey(models: ModelRow[], wanted: string, data: DataFolder): string {
  const keys = models.map(({ key }) => key).filter((key) => key.startsWith(wanted))
  return keys.find((key) => key === wanted) ?? (keys.length === 1 ? keys[0]! : findSummary(data.models, wanted).id)
}
