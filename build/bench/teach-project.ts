import { existsSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { Cursor, ImagePage } from '../../electron/api/page.ts'
import type { BenchArgs, BenchContext } from '../../electron/cli/bench.ts'
import type { Catalog, ReadableCatalog } from '../../electron/catalog/connection.ts'
import { openCatalog } from '../../electron/catalog/open/open-catalog.ts'
import { findImage, getImage, listRoots } from '../../electron/catalog/queries/images.ts'
import { ensureModel, listModels } from '../../electron/catalog/queries/models.ts'
import { getPrediction, type PredictionToStore, storePredictions } from '../../electron/catalog/queries/predictions.ts'
import { findModel, findSummary } from '../../electron/model-library/installed.ts'
import type { DataFolder } from '../../electron/project/data-folder.ts'
import { realFolder } from '../../electron/project/locate-project.ts'
import { findProjectFile } from '../../electron/project/recent.ts'
import { GlanceError } from '../../models/errors.ts'
import { BenchService } from './bench-service.ts'

/** A project without labels whose photos all went through the models. */
export interface TeachProject {
  file: string
  /** The class of each photo, by the photo's id. */
  truth: ReadonlyMap<number, string>
  model: string
  teacher: string | null
}

type Asked = Pick<BenchArgs, 'model' | 'teacher' | 'engine'> & { folder: string }

/**
 * Opens a folder of class folders as a new project in a scratch data folder and runs the models over it. What they made
 * of unchanged photos in the folder's project in the usual data folder is taken over, so that they run only once.
 *
 * @param usual the usual data folder, of which only the models and that project are read
 * @param scratch the data folder to write to
 */
export async function prepareProject(
  { folder, model, teacher, engine }: Asked,
  { usual, scratch, context }: { usual: DataFolder; scratch: DataFolder; context: BenchContext },
): Promise<TeachProject> {
  const first = await findOrImport(model, usual, scratch, context)
  const second = teacher === undefined ? null : await findOrImport(teacher, usual, scratch, context)
  const known = findProjectFile(usual, realFolder(folder))
  const service = new BenchService({ ...scratch, models: usual.models }, context)
  try {
    await service.call('openFolder', { folder })
    await service.idle()
    const catalog = service.project.writable()
    const ids = await listIds(service)
    for (const [as, place] of [['first', first] as const, ['second', second] as const]) {
      if (place === null) continue
      const { id, metadata } = findModel(usual.models, place)
      if (existsSync(known)) adoptPredictions(known, catalog, ids, { key: id, labels: metadata.labels })
      await service.call('startPrelabel', { model: place, engine, as })
      await service.idle()
      context.signal.throwIfAborted()
    }
    const truth = await readTruth(service, ids)
    if (new Set(truth.values()).size < 2)
      throw new GlanceError('wrong-use', `${folder} has no class folders with photos.`, 'Give a folder of folders.')
    const { model: used, secondModel, catalog: opened } = service.project
    return { file: opened.file, truth, model: used!.key, teacher: secondModel?.key ?? null }
  } finally {
    await service.close()
  }
}

/** How a model is called: a file that was not imported yet is imported into the scratch folder. */
async function findOrImport(
  wanted: string,
  usual: DataFolder,
  scratch: DataFolder,
  context: BenchContext,
): Promise<string> {
  try {
    findSummary(usual.models, wanted)
    return wanted
  } catch (error) {
    if (!existsSync(wanted) || extname(wanted) === '') throw error
  }
  const service = new BenchService(scratch, context)
  try {
    const { id } = await service.call('importModel', { file: wanted })
    return join(scratch.models, `${id}.onnx`)
  } finally {
    await service.close()
  }
}

async function listIds(service: BenchService): Promise<number[]> {
  const ids: number[] = []
  for (let after: Cursor | null = null; ;) {
    const page: ImagePage = await service.call('listImages', {
      filter: {},
      sort: { by: 'name', descending: false },
      after,
      limit: 50_000,
    })
    ids.push(...page.ids)
    if (page.next === null) return ids
    after = page.next
  }
}

/** Copies what a model made of the photos that are as they were: content, predictions, embeddings, and no label. */
function adoptPredictions(
  known: string,
  catalog: Catalog,
  ids: readonly number[],
  model: { key: string; labels: string[] },
): void {
  const source = openCatalog(known, { readOnly: true })
  try {
    const from = listModels(source).find(({ key }) => key === model.key)
    if (from === undefined) return
    const roots = new Map(listRoots(source).map(({ path, id }) => [path, id]))
    const own = new Map(listRoots(catalog).map(({ id, path }) => [id, roots.get(path)]))
    const modelId = ensureModel(catalog, model.key, model.labels)
    storePredictions(
      catalog,
      ids.flatMap((id) => findKnown(source, from.id, getImage(catalog, id)!, own) ?? []).map(toModel(modelId)),
    )
  } finally {
    source.close()
  }
}

const toModel =
  (modelId: number) =>
  ({ content, prediction }: PredictionToStore): PredictionToStore => ({
    content,
    prediction: { ...prediction, modelId },
  })

function findKnown(
  source: ReadableCatalog,
  modelId: number,
  image: NonNullable<ReturnType<typeof getImage>>,
  roots: ReadonlyMap<number, number | undefined>,
): PredictionToStore | null {
  const rootId = roots.get(image.rootId)
  const before = rootId === undefined ? null : findImage(source, rootId, image.path)
  if (before?.state !== 'ok' || before.size !== image.size || before.mtime !== image.mtime) return null
  const { hash, width, height, format } = before
  const prediction = getPrediction(source, before.id, modelId)
  if (prediction === null || hash === null || width === null || height === null || format === null) return null
  return { content: { hash, width, height, format }, prediction: { ...prediction, imageId: image.id } }
}

/** The first folder of each photo's path; photos that are in none, or could not be read, are left out. */
async function readTruth(service: BenchService, ids: readonly number[]): Promise<Map<number, string>> {
  const truth = new Map<number, string>()
  for (let from = 0; from < ids.length; from += 1000) {
    for (const { id, path, status } of await service.call('getCards', { ids: ids.slice(from, from + 1000) })) {
      const [folder, ...rest] = path.split('/')
      if (rest.length > 0 && folder !== undefined && status !== 'failed') truth.set(id, folder)
    }
  }
  return truth
}
