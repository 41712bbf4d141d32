import { listClasses } from '../catalog/queries/classes.ts'
import type { ReadableCatalog } from '../catalog/connection.ts'
import { GlanceError } from '../../models/errors.ts'
import type { ModelLibraryEvent } from '../model-library/events.ts'
import { getInstalled, summarize } from '../model-library/installed.ts'
import { installTaughtModel } from '../model-library/taught/install-taught-model.ts'
import { refuseExternal } from '../model-library/taught/make-taught-model.ts'
import type { CallContext } from '../project/context.ts'
import type { ProjectEvent } from '../project/events.ts'
import type { Project } from '../project/project.ts'
import type { TaughtModel } from './calls.ts'
import type { FoldedHeads } from './taught-heads.ts'
import { teaching } from './teaching.ts'

type Context = Pick<CallContext<ProjectEvent | ModelLibraryEvent>, 'service' | 'data' | 'emit'>

/** Installs what a project learned. @throws GlanceError where nothing was, or the model has no such heads */
export async function exportTaughtModel(project: Project, name: string, context: Context): Promise<TaughtModel> {
  const made = project.get(teaching)
  await made.complete()
  const folded = await made.foldHeads()
  if (folded === null || project.model === null)
    throw new GlanceError('wrong-use', 'Nothing was learned from labels yet.', 'Label photos of two classes first.')
  const { path } = getInstalled(context.data.models, project.model.key)
  return installHeads(project.catalog, folded, { model: path, name }, context)
}

/** Installs a model of the backbone and these heads; one of that name that was taught before is renewed. */
export async function installHeads(
  catalog: ReadableCatalog,
  { heads, classIds, labels: labelCount, isPart }: FoldedHeads,
  { model, name }: { model: string; name: string },
  context: Context,
): Promise<TaughtModel> {
  const { id, metadata } = summarize(model)
  refuseExternal(id, metadata)
  const width = heads[0]!.weight.length / classIds.length
  if (width !== metadata.config?.width)
    throw new GlanceError(
      'wrong-use',
      'What was learned cannot be put into a file of {model}: its embeddings are too wide and were reduced.',
      'Choose a smaller model.',
      { params: { model: id } },
    )
  const names = new Map(listClasses(catalog).map((one) => [one.id, one.name]))
  const labels = classIds.map((classId) => names.get(classId) ?? '')
  return { ...(await installTaughtModel({ model, heads, labels, name, labelCount }, context)), isPart }
}
