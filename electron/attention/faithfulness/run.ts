import { projectIndex } from '../../library/project-index.ts'
import type { Filter } from '../../library/filters/index.ts'
import { BrowseIndex } from '../../library/browse-index.ts'
import { recordFolder } from '../../project/scan-roots.ts'
import { walkIds } from '../../library/walk-ids.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { ensureModel } from '../../catalog/queries/models.ts'
import type { z } from 'zod'
import { GlanceError } from '../../../models/errors.ts'
import type { attentionCalls, Faithfulness } from '../calls.ts'
import { measureFaithfulness } from './measure.ts'
import type { DataFolder } from '../../project/data-folder.ts'
import { findModel, type InstalledModel } from '../../model-library/installed.ts'
import { scanFolder } from '../../images/scan.ts'
import { hasAttention } from '../../../models/runtime/engine-model.ts'
import { openEngine } from '../../../models/runtime/open-engine.ts'
import { noteEngine } from '../../project/note.ts'
import { realFolder } from '../../project/locate-project.ts'
import { findProjectFile } from '../../project/recent.ts'
import { ProjectRoots } from '../../project/roots.ts'
import type { CallContext } from '../../project/context.ts'
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

/** The terminal's: folder in, curves out; kept in the folder's project, too. */
export async function runFaithfulness(
  { folder, catalog: file, model: wanted, engine, ...options }: z.output<typeof attentionCalls.measureFaithfulness>,
  context: CallContext,
): Promise<Faithfulness> {
  const root = realFolder(folder)
  const model = findModel(context.data.models, wanted)
  refuseWithoutMaps(model)
  const scan = scanFolder(root, { signal: context.signal })
  const firstBatch = await scan.next() // a folder that is not there leaves no empty project behind
  const catalog = openCatalog(file ?? findProjectFile(context.data, root))
  try {
    await recordFolder(catalog, ensureRoot(catalog, root), scan, firstBatch, context)
    const roots = new ProjectRoots(catalog)
    const filter = {}
    return await measureFaithfulness({
      catalog,
      modelId: ensureModel(catalog, model.id, model.metadata.labels),
      model,
      ids: await listReadable(new BrowseIndex(catalog), filter),
      filter,
      ...options,
      signal: context.signal,
      emit: context.emit,
      locate: (image) => roots.locate(image),
      async openEngine() {
        const opened = await openEngine(model, { provider: engine, wanted: 'rows' })
        context.emit(noteEngine(model.id, opened.description))
        return opened
      },
    })
  } finally {
    catalog.close()
  }
}

async function listReadable(index: BrowseIndex, filter: Filter): Promise<number[]> {
  const ids: number[] = []
  for await (const page of walkIds(index, { filter, that: 'can be read', limit: 20_000 }))
    for (const id of page) ids.push(id)
  return ids
}

function refuseWithoutMaps(model: InstalledModel): void {
  if (!hasAttention(model.metadata))
    throw new GlanceError(
      'wrong-use',
      '{model} is an external classifier and has no attention maps.',
      'Choose a DeiT or ViT.',
      { params: { model: model.id } },
    )
}
