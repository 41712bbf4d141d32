import type { Catalog } from '../../catalog/connection.ts'
import { ensureModel, listModels } from '../../catalog/queries/models.ts'
import type { Root } from '../../catalog/queries/roots.ts'
import { getSetting } from '../../catalog/queries/settings.ts'
import { GlanceError } from '../../../models/errors.ts'
import { findModel, type InstalledModel } from '../../model-library/installed.ts'
import { inferTodo, type InferArgs } from '../../predict/infer-todo.ts'
import type { CallContext } from '../../project/context.ts'
import { note } from '../../project/note.ts'

/** The model whose embeddings are learned from, and another one that takes part. */
export interface Models {
  /** null where the project's own is not installed any more: its predictions stay, and new photos get none. */
  model: InstalledModel | null
  teacher: InstalledModel | null
}

/**
 * Finds the model, the project's own where none is named, and the teacher.
 *
 * @throws GlanceError where one is not there, or both are the same
 */
export function findModels(
  catalog: Catalog,
  wanted: { model?: string | undefined; teacher?: string | undefined },
  { data, emit }: Pick<CallContext, 'data' | 'emit'>,
): Models {
  const key = wanted.model ?? getSetting(catalog, 'modelKey') ?? 'default'
  const hasRun = wanted.model === undefined && listModels(catalog).some((one) => one.key === key)
  const model = hasRun ? findIfInstalled(key, data.models) : findModel(data.models, key)
  if (model === null) emit(note('{model} is not installed: new photos are left out', { model: key }))
  const teacher = wanted.teacher === undefined ? null : findModel(data.models, wanted.teacher)
  if (teacher !== null && teacher.id === (model?.id ?? key))
    throw new GlanceError(
      'wrong-use',
      '{model} is the model in use: it cannot be the comparison model.',
      'Choose another model.',
      { params: { model: teacher.id } },
    )
  return { model, teacher }
}

function findIfInstalled(id: string, modelsFolder: string): InstalledModel | null {
  try {
    return findModel(modelsFolder, id)
  } catch (error) {
    if (error instanceof GlanceError && error.code === 'not-found') return null
    throw error
  }
}

/** What runs of the models did, added up. */
export interface Runs {
  /** Photos that went through a model, and those that were answered by an equal file's prediction. */
  inferred: number
  copied: number
  cancelled: boolean
}

/** Runs both over the photos that they have not seen, without maps; the teacher becomes the comparison model. */
export async function runModels(
  catalog: Catalog,
  roots: readonly Root[],
  { model, teacher }: Models,
  { engine }: Pick<InferArgs, 'engine'>,
  context: Pick<CallContext, 'service' | 'emit' | 'signal'>,
): Promise<Runs> {
  const runs: Runs = { inferred: 0, copied: 0, cancelled: context.signal.aborted }
  for (const [as, one] of [
    ['first', model],
    ['second', teacher],
  ] as const) {
    if (one === null || runs.cancelled) continue
    const subject = { roots, modelId: ensureModel(catalog, one.id, one.metadata.labels), model: one }
    const run = await inferTodo(catalog, subject, { engine, maps: false, thumbnails: false, as }, context)
    runs.inferred += run.inferred
    runs.copied += run.copied
    runs.cancelled = run.cancelled
  }
  return runs
}
