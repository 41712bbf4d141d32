import { z } from 'zod'
import { openCatalog } from '../catalog/open/open-catalog.ts'
import { countImages, ensureRoot } from '../catalog/queries/images.ts'
import { readThreshold } from '../catalog/queries/columns.ts'
import { measureSureFrom } from '../catalog/queries/sure-from.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { checkPlace } from '../formats/write-file.ts'
import { exportLabels } from '../formats/export-labels.ts'
import { scanFolder } from '../images/scan.ts'
import { findModel } from '../model-library/installed.ts'
import type { CallContext } from '../project/context.ts'
import { realFolder } from '../project/locate-project.ts'
import { findProjectFile } from '../project/recent.ts'
import { recordFolder } from '../project/scan-roots.ts'
import { engine, model, path, threshold, topK } from '../project/schemas.ts'
import type { PrelabelResult } from './calls.ts'
import { rememberFiles } from '../project/known-files.ts'
import { inferTodo } from './infer-todo.ts'

const prelabelArgs = z.strictObject({
  folder: path,
  /** Where the labels are written; nowhere where not given. */
  csv: path.optional(),
  /** The project's file; one in the data folder where not given. */
  catalog: path.optional(),
  model,
  engine: engine.default('auto'),
  /** Predictions kept of each head; as many extra columns in the CSV where given. */
  topK: topK.optional(),
  /** Confidence from which on a prediction becomes the label; the project's, else automatic, where not given. */
  threshold: threshold.optional(),
  /** Keep the attention rollout of both tokens. */
  maps: z.boolean().default(true),
  /** Make thumbnails in the same pass. */
  thumbnails: z.boolean().default(false),
  excelSafe: z.boolean().default(false),
})

/** Folder in, pre-labels out: scan, run the model over what is new or changed, write the CSV. */
async function prelabelFolder(args: z.output<typeof prelabelArgs>, context: CallContext): Promise<PrelabelResult> {
  const started = performance.now()
  const root = realFolder(args.folder)
  if (args.csv !== undefined) await checkPlace(args.csv)
  const model = findModel(context.data.models, args.model)
  const file = args.catalog ?? findProjectFile(context.data, root)
  // A folder that is not there must not leave an empty project behind: the scan's first step comes before the catalog.
  const scan = scanFolder(root, { signal: context.signal })
  const firstBatch = await scan.next()
  const catalog = openCatalog(file, { memory: rememberFiles(context.data) })
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
            threshold: args.threshold ?? readThreshold(catalog, measureSureFrom(catalog, modelId)),
            predictions: true,
            topK: args.topK ?? 0,
            file: args.csv,
            format: 'csv',
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

/** What no page may call. */
export const predictTerminalCalls = {
  /** A folder in, its labels out. */
  prelabel: { args: prelabelArgs, handle: prelabelFolder },
}
