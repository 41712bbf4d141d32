import { z } from 'zod'
import { openEngine } from '../../models/runtime/open-engine.ts'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { ensureRoot } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { scanFolder } from '../images/scan.ts'
import { BrowseIndex } from '../library/browse-index.ts'
import { findModel } from '../model-library/installed.ts'
import type { CallContext } from '../project/context.ts'
import { realFolder } from '../project/locate-project.ts'
import { noteEngine } from '../project/note.ts'
import { findProjectFile } from '../project/recent.ts'
import { ProjectRoots } from '../project/roots.ts'
import { recordFolder } from '../project/scan-roots.ts'
import { engine, model, path } from '../project/schemas.ts'
import { type Faithfulness, faithfulnessSample } from './calls.ts'
import { measureFaithfulness } from './faithfulness/measure.ts'
import { rememberFiles } from '../project/known-files.ts'
import { listReadable, refuseWithoutMaps } from './faithfulness/run.ts'

const faithfulnessArgs = z.strictObject({
  folder: path,
  /** The project's file; one in the data folder where not given. */
  catalog: path.optional(),
  model,
  engine: engine.default('auto'),
  ...faithfulnessSample,
  photos: faithfulnessSample.photos.default(200),
})

/** Folder in, curves out; kept in the folder's project, too. */
async function runFaithfulness(
  { folder, catalog: file, model: wanted, engine, ...options }: z.output<typeof faithfulnessArgs>,
  context: CallContext,
): Promise<Faithfulness> {
  const root = realFolder(folder)
  const model = findModel(context.data.models, wanted)
  refuseWithoutMaps(model)
  const scan = scanFolder(root, { signal: context.signal })
  const firstBatch = await scan.next() // a folder that is not there leaves no empty project behind
  const catalog = openCatalog(file ?? findProjectFile(context.data, root), { memory: rememberFiles(context.data) })
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

/** What no page may call. */
export const attentionTerminalCalls = {
  /** Measures deletion and insertion curves on photos of a folder and returns when done. */
  measureFaithfulness: { args: faithfulnessArgs, handle: runFaithfulness },
}
