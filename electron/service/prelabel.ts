import { openCatalog } from '../catalog/open.ts'
import type { Catalog } from '../catalog/connection.ts'
import { countImages, ensureRoot } from '../catalog/images.ts'
import { ensureModel } from '../catalog/models.ts'
import { dropPredictions } from '../catalog/predictions.ts'
import { startScan } from '../catalog/scan.ts'
import { getSetting, setSetting } from '../catalog/settings.ts'
import type { ParsedArgs, PrelabelResult } from '../contract/calls.ts'
import { scanFolder } from '../ingest/scan.ts'
import { findModel, type InstalledModel } from '../import/installed.ts'
import { prelabelTodo, type PrelabelCounts } from '../prelabel/prelabel.ts'
import { countTodo } from '../catalog/todo.ts'
import { ThumbnailCache } from '../thumbnails/cache.ts'
import { hasAttention } from '../../models/inference/engine-model.ts'
import { openEngine } from '../../models/inference/open-engine.ts'
import { checkPlace } from '../export/csv.ts'
import { exportLabels } from '../export/export-labels.ts'
import { projectFile, realFolder } from './project.ts'
import type { CallContext } from './service.ts'

/** Guesses that are kept where nobody says how many. */
const defaultTopK = 5

/** Folder in, pre-labels out: scan, run the model over what is new or changed, write the CSV. */
export async function runPrelabel(args: ParsedArgs<'prelabel'>, context: CallContext): Promise<PrelabelResult> {
  const started = performance.now()
  const root = realFolder(args.folder)
  if (args.csv !== undefined) await checkPlace(args.csv)
  const model = findModel(context.data.models, args.model)
  const file = args.catalog ?? projectFile(context.data, root)
  // A folder that is not there must not leave an empty project behind: the scan's first step comes before the catalog.
  const scan = scanFolder(root, { signal: context.signal })
  const firstBatch = await scan.next()
  const catalog = openCatalog(file)
  try {
    const rootId = ensureRoot(catalog, root)
    const unreadable = await recordFolder(catalog, rootId, scan, firstBatch, context)
    const topK = args.topK ?? getSetting(catalog, 'topK') ?? defaultTopK
    const modelId = prepareModel(catalog, model, topK, context)
    setSetting(catalog, 'threshold', args.threshold)
    const run = await inferTodo(catalog, { rootId, modelId, root, model, topK }, args, context)
    const counts = countImages(catalog, rootId)
    const written = args.csv === undefined || run.cancelled ? null : await exportLabels(catalog, {
      rootId, modelId, labels: model.metadata.labels, threshold: args.threshold, topK: args.topK ?? 0,
      file: args.csv, excelSafe: args.excelSafe,
    })
    return {
      catalog: file, model: model.id, engine: run.engine,
      images: counts.new + counts.ok + counts.failed, inferred: run.inferred, copied: run.copied,
      failed: counts.failed + unreadable, cancelled: run.cancelled,
      seconds: (performance.now() - started) / 1000, export: written,
    }
  } finally {
    catalog.close()
  }
}

type ScanBatches = ReturnType<typeof scanFolder>

/** Brings the catalog in step with the folder; gives the number of files and folders that could not be taken in. */
async function recordFolder(
  catalog: Catalog, rootId: number, scan: ScanBatches, first: Awaited<ReturnType<ScanBatches['next']>>, { emit, signal }: CallContext,
): Promise<number> {
  const recorder = startScan(catalog, rootId)
  const exceptUnder: string[] = []
  let [problems, skipped, hidden] = [0, 0, 0]
  for (let step = first; !step.done; step = await scan.next()) {
    const batch = step.value
    recorder.add(batch.files)
    for (const problem of batch.problems) emit({ type: 'problem', problem })
    problems += batch.problems.length
    skipped += batch.skipped
    hidden += batch.hidden
    exceptUnder.push(...batch.unreadableFolders)
  }
  const summary = recorder.finish({ complete: !signal.aborted, exceptUnder })
  const parts = [
    `${summary.added} new`, `${summary.changed} changed`, `${summary.unchanged} unchanged`,
    ...(summary.missing > 0 ? [`${summary.missing} missing`] : []),
    ...(skipped > 0 ? [`${skipped} other files left out`] : []),
    ...(hidden > 0 ? [`${hidden} hidden ones left out`] : []),
  ]
  emit({ type: 'note', text: `Photos: ${parts.join(', ')}` })
  if (summary.added + summary.changed + summary.unchanged === 0) emit({ type: 'note', text: 'There is no photo in this folder.' })
  return problems
}

/** The model's row in the catalog. Where more guesses are wanted than were kept, its predictions are made again. */
function prepareModel(catalog: Catalog, model: InstalledModel, topK: number, { emit }: CallContext): number {
  const modelId = ensureModel(catalog, model.id, model.metadata.labels)
  const kept = getSetting(catalog, 'topK')
  if (kept !== null && topK > kept) {
    dropPredictions(catalog)
    emit({ type: 'note', text: `${topK} guesses a photo are wanted and ${kept} were kept: predicting again` })
  }
  if (kept === null || topK > kept) setSetting(catalog, 'topK', topK)
  setSetting(catalog, 'modelKey', model.id)
  return modelId
}

interface Subject { rootId: number; modelId: number; root: string; model: InstalledModel; topK: number }

async function inferTodo(
  catalog: Catalog, { rootId, modelId, root, model, topK }: Subject, args: ParsedArgs<'prelabel'>, context: CallContext,
): Promise<PrelabelCounts & { engine: string }> {
  const { emit, signal, data } = context
  const wantsMaps = args.maps && hasAttention(model.metadata)
  if (args.maps && !wantsMaps) emit({ type: 'note', text: `${model.id} has no tokens to look at: labels only, no attention` })
  const todo = { rootId, modelId, needMaps: wantsMaps }
  if (countTodo(catalog, todo) === 0) return { inferred: 0, copied: 0, failed: 0, cancelled: signal.aborted, engine: 'not needed' }
  const engine = await openEngine(model, { provider: args.engine, wanted: wantsMaps ? 'maps' : 'labels' })
  try {
    emit({ type: 'note', text: `Model: ${model.id} on ${engine.description}` })
    const thumbnails = args.thumbnails ? new ThumbnailCache(data.thumbnails) : null
    const kept = Math.max(topK, getSetting(catalog, 'topK') ?? topK)
    const counts = await prelabelTodo({ catalog, root, todo, model, engine, topK: kept, thumbnails, signal, emit })
    return { ...counts, engine: engine.description }
  } finally {
    await engine.dispose()
  }
}
