import type { ModelRank } from '../catalog/rows.ts'
import type { z } from 'zod'
import type { Catalog } from '../catalog/connection.ts'
import type { Root } from '../catalog/queries/roots.ts'
import { getSetting, setSetting } from '../catalog/queries/settings.ts'
import { takeTodo } from '../catalog/queries/todo.ts'
import { ThumbnailCache } from '../images/thumbnails.ts'
import type { InstalledModel } from '../model-library/installed.ts'
import type { CallContext } from '../project/context.ts'
import { note, noteEngine } from '../project/note.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'
import { openEngine } from '../../models/runtime/open-engine.ts'
import type { predictCalls } from './calls.ts'
import { pageEngines } from './page-engines.ts'
import { type PrelabelCounts, prelabelTodo } from './predict-todo.ts'

/**
 * Predictions kept at least of the average of both heads:
 * where a project maps a model's thousand classes to its own five, the first that counts may be far down.
 */
const defaultTopK = 20

/** Options of a run of the model. */
export interface InferArgs {
  engine: z.output<typeof predictCalls.startPrelabel>['engine']
  topK?: number | undefined
  /** Where it was given: the project's from then on. */
  threshold?: number | undefined
  maps: boolean
  thumbnails: boolean
  as?: ModelRank
}

/** Which folders go through which model. */
export interface Subject {
  roots: readonly Root[]
  modelId: number
  model: InstalledModel
}

/** What a run works with, beside the catalog. */
export type InferContext = Pick<CallContext, 'service' | 'emit' | 'signal'>

/** Runs a model over what it has not seen yet. @throws what opening and running it throw */
export async function inferTodo(
  catalog: Catalog,
  { roots, modelId, model }: Subject,
  args: InferArgs,
  { service, emit, signal }: InferContext,
): Promise<PrelabelCounts & { engine: string }> {
  const wantsMaps = args.maps && hasAttention(model.metadata)
  if (args.maps && !wantsMaps)
    emit(note('{model} is an external classifier: it has no attention maps', { model: model.id }))
  const minPredictions = Math.min(args.topK ?? 1, model.metadata.labels.length)
  const todo = { modelId, needMaps: wantsMaps, minPredictions }
  // Counting all of it is the job's business, and takes a second at a million images.
  if (roots.every(({ id }) => takeTodo(catalog, { ...todo, rootId: id, after: null, limit: 1 }).length === 0)) {
    rememberChoice(catalog, model, args)
    return { inferred: 0, copied: 0, failed: 0, cancelled: signal.aborted, engine: 'not needed' }
  }
  const wanted = wantsMaps ? 'maps' : 'labels'
  const page = service.get(pageEngines)
  const engine =
    args.engine === 'page' ? page.open(model, wanted) : await openEngine(model, { provider: args.engine, wanted })
  try {
    // Only now: a model that cannot run must not become the project's.
    rememberChoice(catalog, model, args)
    emit({
      type: 'engine',
      where: args.engine === 'page' ? 'page' : 'service',
      provider: engine.provider,
      text: engine.description,
    })
    emit(noteEngine(model.id, engine.description))
    const thumbnails = args.thumbnails ? new ThumbnailCache(service.data.thumbnails) : null
    const topK = Math.max(defaultTopK, args.topK ?? 0)
    const counts = await prelabelTodo({ catalog, roots, todo, model, engine, topK, thumbnails, signal, emit })
    return { ...counts, engine: engine.description }
  } finally {
    await engine.dispose()
    if (args.engine === 'page') page.close()
  }
}

/** The default of `export`; a run of the comparison model does not change it. */
function rememberChoice(catalog: Catalog, model: InstalledModel, { threshold, as = 'first' }: InferArgs): void {
  if (as === 'second') {
    setSetting(catalog, 'secondModelKey', model.id)
    return
  }
  // What was the second becomes the first, and is not the second again when another one comes.
  if (getSetting(catalog, 'secondModelKey') === model.id) setSetting(catalog, 'secondModelKey', null)
  setSetting(catalog, 'modelKey', model.id)
  if (threshold !== undefined) setSetting(catalog, 'threshold', threshold)
}
