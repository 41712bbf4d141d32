import type { ModelRank, Problem } from '../catalog/rows.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import type { Catalog } from '../catalog/connection.ts'
import { countImages, ensureRoot } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { recordScanProblems, startScan } from '../catalog/queries/scan.ts'
import type { Root } from '../catalog/queries/roots.ts'
import { getSetting, setSetting } from '../catalog/queries/settings.ts'
import type { ParsedArgs, PrelabelResult } from '../api/calls.ts'
import { scanFolder } from '../images/scan.ts'
import { findModel, type InstalledModel } from '../model-library/installed.ts'
import { prelabelTodo, type PrelabelCounts } from './predict-todo.ts'
import { takeTodo } from '../catalog/queries/todo.ts'
import { ThumbnailCache } from '../images/thumbnails.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { checkPlace } from '../formats/csv.ts'
import { exportLabels } from '../formats/export-labels.ts'
import { pageEngines } from './page-engines.ts'
import { realFolder } from '../project/locate-project.ts'
import { findProjectFile } from '../project/recent.ts'
import type { CallContext } from '../api/dispatch.ts'

/** Guesses kept at least of the average of both heads: where a project maps a model's thousand classes to its own five, the first that counts may be far down. */
const defaultTopK = 20

/** Folder in, pre-labels out: scan, run the model over what is new or changed, write the CSV. */
export async function runPrelabel(args: ParsedArgs<'prelabel'>, context: CallContext): Promise<PrelabelResult> {
  const started = performance.now()
  const root = realFolder(args.folder)
  if (args.csv !== undefined) await checkPlace(args.csv)
  const model = findModel(context.data.models, args.model)
  const file = args.catalog ?? findProjectFile(context.data, root)
  // A folder that is not there must not leave an empty project behind: the scan's first step comes before the catalog.
  const scan = scanFolder(root, { signal: context.signal })
  const firstBatch = await scan.next()
  const catalog = openCatalog(file)
  try {
    const rootId = ensureRoot(catalog, root)
    const unreachable = await recordFolder(catalog, rootId, scan, firstBatch, context)
    const modelId = ensureModel(catalog, model.id, model.metadata.labels)
    const run = await inferTodo(catalog, { roots: [{ id: rootId, path: root }], modelId, model }, args, context)
    const counts = countImages(catalog, rootId)
    const written =
      args.csv === undefined || run.cancelled
        ? null
        : await exportLabels(catalog, {
            rootId,
            modelId,
            labels: model.metadata.labels,
            threshold: args.threshold,
            topK: args.topK ?? 0,
            file: args.csv,
            excelSafe: args.excelSafe,
          })
    return {
      catalog: file,
      model: model.id,
      engine: run.engine,
      images: counts.new + counts.ok + counts.failed,
      inferred: run.inferred,
      copied: run.copied,
      failed: counts.failed,
      unreachable,
      cancelled: run.cancelled,
      seconds: (performance.now() - started) / 1000,
      export: written,
    }
  } finally {
    catalog.close()
  }
}

export type ScanBatches = ReturnType<typeof scanFolder>

/** Brings the catalog in step with the folder; gives the number of files and folders that could not be taken in. */
export async function recordFolder(
  catalog: Catalog,
  rootId: number,
  scan: ScanBatches,
  first: Awaited<ReturnType<ScanBatches['next']>>,
  { emit, signal }: Pick<CallContext, 'emit' | 'signal'>,
  onFiles: (count: number) => void = () => undefined,
): Promise<number> {
  const recorder = startScan(catalog, rootId)
  const exceptUnder: string[] = []
  const problems: Problem[] = []
  let [skipped, hidden] = [0, 0]
  for (let step = first; !step.done; step = await scan.next()) {
    const batch = step.value
    recorder.add(batch.files)
    onFiles(batch.files.length)
    for (const problem of batch.problems) emit({ type: 'problem', problem })
    problems.push(...batch.problems)
    skipped += batch.skipped
    hidden += batch.hidden
    exceptUnder.push(...batch.unreadableFolders)
  }
  recordScanProblems(catalog, rootId, problems)
  const summary = recorder.finish({ complete: !signal.aborted, exceptUnder })
  const parts = [
    `${summary.added} new`,
    `${summary.changed} changed`,
    `${summary.unchanged} unchanged`,
    ...(summary.missing > 0 ? [`${summary.missing} missing`] : []),
    ...(skipped > 0 ? [`${skipped} other files skipped`] : []),
    ...(hidden > 0 ? [`${hidden} hidden files skipped`] : []),
  ]
  emit({ type: 'note', text: `Photos: ${parts.join(', ')}` })
  if (summary.added + summary.changed + summary.unchanged === 0)
    emit({ type: 'note', text: 'There are no photos in this folder.' })
  return problems.length
}

/** What a run of the model is told. */
export type InferArgs = Pick<ParsedArgs<'prelabel'>, 'maps' | 'topK' | 'threshold' | 'thumbnails'> & {
  engine: ParsedArgs<'startPrelabel'>['engine']
  as?: ModelRank
}

/** Which folders go through which model. */
export interface Subject {
  roots: readonly Root[]
  modelId: number
  model: InstalledModel
}

export async function inferTodo(
  catalog: Catalog,
  { roots, modelId, model }: Subject,
  args: InferArgs,
  context: CallContext,
): Promise<PrelabelCounts & { engine: string }> {
  const { emit, signal, data } = context
  const wantsMaps = args.maps && hasAttention(model.metadata)
  if (args.maps && !wantsMaps)
    emit({ type: 'note', text: `${model.id} is an external classifier: labels only, no attention maps` })
  const minGuesses = Math.min(args.topK ?? 1, model.metadata.labels.length)
  const todo = { modelId, needMaps: wantsMaps, minGuesses }
  // Counting all of it is the job's business, and takes a second at a million images.
  if (roots.every(({ id }) => takeTodo(catalog, { ...todo, rootId: id, after: null, limit: 1 }).length === 0)) {
    rememberChoice(catalog, model, args)
    return { inferred: 0, copied: 0, failed: 0, cancelled: signal.aborted, engine: 'not needed' }
  }
  const wanted = wantsMaps ? 'maps' : 'labels'
  const engine =
    args.engine === 'page'
      ? pageEngines.open(model, wanted)
      : await openEngine(model, { provider: args.engine, wanted })
  try {
    // Only now: a model that cannot run must not become the project's.
    rememberChoice(catalog, model, args)
    emit({
      type: 'engine',
      where: args.engine === 'page' ? 'page' : 'service',
      provider: engine.provider,
      text: engine.description,
    })
    emit({ type: 'note', text: `Model: ${model.id} on ${engine.description}` })
    const thumbnails = args.thumbnails ? new ThumbnailCache(data.thumbnails) : null
    const topK = Math.max(defaultTopK, args.topK ?? 0)
    const counts = await prelabelTodo({ catalog, roots, todo, model, engine, topK, thumbnails, signal, emit })
    return { ...counts, engine: engine.description }
  } finally {
    await engine.dispose()
    if (args.engine === 'page') pageEngines.close()
  }
}

/** What `export` takes where it is not told otherwise; a second opinion takes nobody's place. */
function rememberChoice(catalog: Catalog, model: InstalledModel, { threshold, as = 'first' }: InferArgs): void {
  if (as === 'second') {
    setSetting(catalog, 'secondModelKey', model.id)
    return
  }
  // What was the second becomes the first, and is not the second again when another one comes.
  if (getSetting(catalog, 'secondModelKey') === model.id) setSetting(catalog, 'secondModelKey', null)
  setSetting(catalog, 'modelKey', model.id)
  setSetting(catalog, 'threshold', threshold)
}
