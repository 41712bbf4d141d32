import type { Catalog } from '../../catalog/connection.ts'
import { readThreshold, readView } from '../../catalog/queries/columns.ts'
import { countImages, listRoots } from '../../catalog/queries/images.ts'
import { getModel } from '../../catalog/queries/models.ts'
import { setSetting } from '../../catalog/queries/settings.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { ExportResult } from '../../formats/calls.ts'
import { exportLabels } from '../../formats/export-labels.ts'
import type { ModelLibraryEvent } from '../../model-library/events.ts'
import { findModel } from '../../model-library/installed.ts'
import { refuseExternal } from '../../model-library/taught/make-taught-model.ts'
import type { CallContext } from '../../project/context.ts'
import type { ProjectEvent } from '../../project/events.ts'
import { note } from '../../project/note.ts'
import { readPreferences } from '../../project/preferences.ts'
import { stateBeside } from '../audit/statement-file.ts'
import { readStanding } from '../audit/statement.ts'
import type { TeachResult, WrittenModel } from '../calls.ts'
import { installHeads } from '../export-model.ts'
import type { LearnedOnce } from '../learn-once.ts'
import { checkFiles, type TeachArgs } from './args.ts'
import { importLabelFile } from './label-file.ts'
import { checkLabelMode, checkLabels, describeLearned, learn } from './learn.ts'
import { checkModelPlace, writeModelFile } from './model-place.ts'
import { type OpenPlace, openPlace } from './open-place.ts'
import { findModels, runModels } from './run-models.ts'

type Context = CallContext<ProjectEvent | ModelLibraryEvent>

/**
 * Photos and labels in, predictions of the rest out: looks through the folders, takes the labels over, runs the models
 * over what they have not seen, learns, and writes the CSV and the model. What can be refused is refused before any
 * photo is run; what was done stays in the project, and the same call resumes.
 */
export async function teachFolder(args: TeachArgs, context: Context): Promise<TeachResult> {
  const started = performance.now()
  await checkFiles(args)
  // A name of no model leaves no empty project behind.
  for (const wanted of [args.model, args.teacher]) if (wanted !== undefined) findModel(context.data.models, wanted)
  const place = await openPlace(args.place, args.catalog, context)
  try {
    const rest = await teachPlace(args, place, context)
    return { ...rest, seconds: (performance.now() - started) / 1000 }
  } finally {
    place.catalog.close()
  }
}

async function teachPlace(args: TeachArgs, place: OpenPlace, context: Context): Promise<Omit<TeachResult, 'seconds'>> {
  const { catalog, roots, unreachable } = place
  const nothing = { learned: null, target: null, export: null, model: null }
  const isStopped = (): boolean => context.signal.aborted // a call, because it changes while this waits
  if (isStopped()) {
    // Labels of photos that were not reached yet would be called unknown.
    const runs = { inferred: 0, copied: 0, cancelled: true }
    return { catalog: catalog.file, ...countPhotos(place), ...runs, unreachable, imported: null, ...nothing }
  }
  checkLabelMode(catalog)
  const models = findModels(catalog, args, context)
  const wanted = findExport(args, place, models.model)
  const { author } = readPreferences(context.data)
  const imported = args.labels === undefined ? null : importLabelFile(catalog, args.labels, { ...context, author })
  checkLabels(catalog)
  const runs = await runModels(catalog, roots, models, { engine: args.engine }, context)
  const begun = { catalog: catalog.file, ...countPhotos(place), ...runs, unreachable, imported }
  if (runs.cancelled) return { ...begun, ...nothing }
  context.emit(note('Learning from the labels'))
  const once = await learn(catalog)
  if (isStopped()) return { ...begun, ...nothing, cancelled: true }
  // What was asked for last is shown, as after a run of a model.
  if (args.threshold !== undefined) setSetting(catalog, 'threshold', args.threshold)
  setSetting(catalog, 'predictionSource', 'labels')
  const learned = describeLearned(catalog, once)
  return {
    ...begun,
    learned,
    target:
      args.target === undefined
        ? null
        : { share: args.target, isReached: (learned.leftOut?.interval[0] ?? 0) >= args.target },
    export: args.csv === undefined ? null : await writeCsv(args.csv, args, place, once),
    model: wanted === null ? null : await writeModel(catalog, once, wanted, context),
  }
}

/** What model is to be made: of which backbone, its name, and its file where one is to be written. */
interface WantedModel {
  model: string
  name: string
  file: string | undefined
}

/** @throws GlanceError where it could not be made or written */
function findExport(
  { exportModel: file, name }: TeachArgs,
  { name: placeName }: OpenPlace,
  model: ReturnType<typeof findModels>['model'],
): WantedModel | null {
  if (file === undefined && name === undefined) return null
  if (model === null)
    throw new GlanceError(
      'wrong-use',
      'The model of this project is not installed: no model can be made of it.',
      'Install it again, or choose another model.',
    )
  refuseExternal(model.id, model.metadata)
  if (file !== undefined) checkModelPlace(file, name ?? placeName)
  return { model: model.path, name: name ?? placeName, file }
}

async function writeModel(
  catalog: Catalog,
  { session }: LearnedOnce,
  { model, name, file }: WantedModel,
  context: Context,
): Promise<WrittenModel> {
  const made = await installHeads(catalog, session.foldHeads()!, { model, name }, context)
  if (file !== undefined) await writeModelFile(file, made.model.path)
  return { id: made.model.id, name, file: file ?? null, replaced: made.replaced, isPart: made.isPart }
}

async function writeCsv(
  file: string,
  { topK = 0, excelSafe }: Pick<TeachArgs, 'topK' | 'excelSafe'>,
  { catalog, rootId }: OpenPlace,
  { taught, summary }: LearnedOnce,
): Promise<ExportResult> {
  const modelId = readView(catalog).modelId!
  const { labels } = getModel(catalog, modelId)!
  const threshold = readThreshold(catalog, summary.sureFrom)
  const what = { modelId, labels, taught, threshold, topK, predictions: true, ...(rootId === null ? {} : { rootId }) }
  const written = await exportLabels(catalog, { ...what, file, format: 'csv', excelSafe })
  return { ...written, ...(await stateBeside(file, readStanding(catalog))) }
}

/** Of the folder that was given, or of all that the project has. */
function countPhotos({ catalog, rootId }: OpenPlace): Pick<TeachResult, 'images' | 'failed'> {
  const total = { images: 0, failed: 0 }
  for (const { id } of listRoots(catalog)) {
    if (rootId !== null && id !== rootId) continue
    const counts = countImages(catalog, id)
    total.images += counts.new + counts.ok + counts.failed
    total.failed += counts.failed
  }
  return total
}
