import { projectIndex } from '../../library/project-index.ts'
import type { Filter } from '../../library/filters/index.ts'
import type { BrowseIndex } from '../../library/browse-index.ts'
import { walkIds } from '../../library/walk-ids.ts'
import type { z } from 'zod'
import { GlanceError } from '../../../models/errors.ts'
import type { attentionCalls } from '../calls.ts'
import { measureFaithfulness } from './measure.ts'
import type { DataFolder } from '../../project/data-folder.ts'
import { findModel, type InstalledModel } from '../../model-library/installed.ts'
import { hasAttention } from '../../../models/runtime/engine-model.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import type { Project } from '../../project/project.ts'

/** Measures the model in use, in the background. */
export async function startFaithfulness(
  project: Project,
  { filter, maps, ...options }: z.output<typeof attentionCalls.startFaithfulness>,
  data: DataFolder,
): Promise<void> {
  const inUse = project.model
  if (inUse === null) throw new GlanceError('wrong-use', 'No model has run on the photos yet.', 'Pre-label first.')
  const model = findModel(data.models, inUse.key)
  refuseWithoutMaps(model)
  project.writable()
  await project.jobs.waitForTurn()
  const ids = await listReadable(project.get(projectIndex), filter)
  if (ids.length === 0) throw new GlanceError('wrong-use', 'There are no photos to measure.', 'Choose another filter.')
  project.startJob('faithfulness', async ({ catalog, emit, signal }) => {
    await measureFaithfulness({
      catalog,
      modelId: inUse.id,
      model,
      ids,
      filter,
      ...options,
      ...(maps === undefined ? {} : { maps }),
      signal,
      emit,
      locate: (image) => project.locate(image),
      openEngine: () => openEngine(model, { provider: 'auto', wanted: 'rows' }),
    })
  })
}

/** The photos that pass and are not broken. */
export async function listReadable(index: BrowseIndex, filter: Filter): Promise<number[]> {
  const ids: number[] = []
  for await (const page of walkIds(index, { filter, that: 'can be read', limit: 20_000 }))
    for (const id of page) ids.push(id)
  return ids
}

/** An external classifier has no maps that could be faithful. */
export function refuseWithoutMaps(model: InstalledModel): void {
  if (!hasAttention(model.metadata))
    throw new GlanceError(
      'wrong-use',
      '{model} is an external classifier and has no attention maps.',
      'Choose a DeiT or ViT.',
      { params: { model: model.id } },
    )
}
