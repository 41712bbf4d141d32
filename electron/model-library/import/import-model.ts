import type { ConvertedModel, ConvertOptions, ImportOptions } from './import-options.ts'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { GlanceError } from '../../../models/errors.ts'
import { checkCheckpoint } from '../../../models/deit/checkpoint/check.ts'
import { toTimmNames } from '../../../models/deit/checkpoint/names.ts'
import { readCheckpoint } from '../../../models/deit/checkpoint/read.ts'
import { layOutWeights } from '../../../models/deit/graph/weights.ts'
import { encodeModel } from '../../../models/deit/model-file.ts'
import { endingIn, modelExtensions } from '../../../models/file-extensions.ts'
import { openNodeEngine } from '../../../models/runtime/node-engine.ts'
import { toEngineModel } from '../../../models/runtime/engine-model.ts'
import { preprocessingPresets } from '../../../models/deit/presets.ts'
import { describeExternal } from './external.ts'
import { fingerprint } from './fingerprint.ts'
import { findModel, install, type InstalledModel } from '../installed.ts'
import { toSafeName } from '../model-id.ts'
import { makeTaughtModel, type TaughtHeads } from '../taught/make-taught-model.ts'
import { readLabels } from './labels.ts'
import { findBySum, recognize } from './recognize.ts'
import { buildVariantOf, type VariantOptions } from './variant.ts'

/**
 * Checkpoint or external ONNX → checked → run once → in the data folder, ready for use.
 *
 * @throws GlanceError or GlanceError that names the file and, where there is one, the tensor; nothing is installed then
 */
export async function importModel(options: ImportOptions): Promise<InstalledModel> {
  const bytes = readFile(options.file)
  const name = options.name ?? toModelName(options.file)
  const origin = {
    file: options.originFile ?? basename(options.file),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
  const convert = origin.file.toLowerCase().endsWith('.onnx') ? describeExternal : convertCheckpoint
  const model = convert(bytes, { ...options, name, isNamed: options.name !== undefined, origin })
  await tryOut(model)
  return install(options.modelsFolder, model)
}

/** Makes and installs a variant of an installed model: see `buildVariantOf`. */
export async function installVariant({
  file,
  modelsFolder,
  ...options
}: VariantOptions & { file: string; modelsFolder: string }): Promise<InstalledModel> {
  const model = buildVariantOf(findModel(modelsFolder, file), options)
  await tryOut(model)
  return install(modelsFolder, model)
}

/** Makes and installs a model with taught heads: see `makeTaughtModel`. */
export async function installTaught({
  file,
  modelsFolder,
  ...taught
}: TaughtHeads & { file: string; modelsFolder: string }): Promise<InstalledModel> {
  const model = makeTaughtModel(findModel(modelsFolder, file), taught)
  await tryOut(model)
  return install(modelsFolder, model)
}

function convertCheckpoint(bytes: Uint8Array, options: ConvertOptions): ConvertedModel {
  const { file, name, resolution, known = [], knownId, origin } = options
  // Heads leave no trace in the tensors: the list of known models has them by the file's checksum.
  const expected = known.find(({ id }) => id === knownId) ?? findBySum(known, origin.sha256)
  const heads = options.heads ?? expected?.heads
  const { scheme, state } = toTimmNames(readCheckpoint(bytes, file), file)
  const asPublished = checkCheckpoint(state, { fileName: file, scheme, ...(heads === undefined ? {} : { heads }) })
  const found =
    expected ??
    recognize(known, {
      file,
      sha256: origin.sha256,
      config: asPublished.config,
      hasOwnNames: options.labels === undefined,
    })
  const { config, weights } =
    resolution === undefined
      ? asPublished
      : checkCheckpoint(state, {
          fileName: file,
          scheme,
          imageSize: resolution,
          ...(heads === undefined ? {} : { heads }),
        })
  const labels =
    options.labels === undefined && found?.labels?.length === config.classes
      ? found.labels
      : readLabels(options.labels, config.classes, name)
  const preprocessing = preprocessingPresets[options.preprocessing ?? found?.preprocessing ?? 'imagenet'](
    config.imageSize,
  )
  const metadata = {
    kind: 'deit' as const,
    name,
    labels,
    preprocessing,
    fingerprint: fingerprint(
      [...weights.values()].map(({ data }) => data),
      { config, labels, preprocessing, precision: options.precision },
    ),
    origin: { ...origin, scheme },
    ...(found === null ? {} : { knownId: found.id }),
    publishedSize: asPublished.config.imageSize,
    config,
  }
  return {
    fileName: file,
    metadata,
    bytes: encodeModel({ metadata, weights: layOutWeights(weights, config) }, options.precision),
  }
}

/** A model that cannot be run must not be installed: it is run once on an empty image. */
async function tryOut(model: ConvertedModel): Promise<void> {
  const engineModel = toEngineModel(model, 'labels', { precision: 'float32', isFused: true })
  const batchSize = model.metadata.foreign?.batch ?? 1
  const engine = await openNodeEngine(engineModel, { provider: 'cpu', batchSize, threads: 1 }, 'trial')
  try {
    const size = model.metadata.preprocessing.size
    await engine.run(new Uint8Array(batchSize * size * size * 3))
  } finally {
    await engine.dispose()
  }
}

function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new GlanceError('not-found', '{path} cannot be read: {reason}.', 'Check the path.', {
      params: { path: file, reason: (cause as Error).message },
      cause,
    })
  }
}

/** The file's name without its extension, in characters that are safe in a file name on every system. */
const toModelName = (file: string): string =>
  toSafeName(basename(file).replace(endingIn(modelExtensions), '')) || 'model'
