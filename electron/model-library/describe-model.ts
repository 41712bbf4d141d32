import type { KnownModel, ModelInfo, LibraryModel } from './calls.ts'
import { findDefaultId, type ModelSummary } from './installed.ts'
import { listKnownOr } from './known.ts'
import { readLibraryFile } from './library-file.ts'
import { nameVariant } from './import/variant.ts'
import { macsOf, parametersOf } from '../../models/deit/cost.ts'
import { hasAttention } from '../../models/runtime/engine-model.ts'

/** An installed model as a list in the terminal shows it. */
export function describeModel(
  { id, path, metadata, size, precision, isEmbedded }: ModelSummary,
  defaultId: string,
): ModelInfo {
  const { config } = metadata
  return {
    id,
    name: metadata.name,
    classes: metadata.labels.length,
    size: metadata.preprocessing.size,
    parameters: config === undefined ? null : parametersOf(config),
    distilled: config?.distilled ?? false,
    attention: hasAttention(metadata),
    bytes: size,
    precision,
    path,
    isDefault: id === defaultId,
    isEmbedded,
  }
}

/** The same with what the model library knows: its title, what it was published as, what one image costs. */
export function describeLibraryModel(model: ModelSummary, modelsFolder: string): LibraryModel {
  const { metadata, precision } = model
  const { config, origin } = metadata
  const known = listKnownOr([]).find(({ id }) => id === metadata.knownId)
  const publishedSize = known?.size ?? metadata.publishedSize ?? null
  return {
    ...describeModel(model, findDefaultId(modelsFolder)),
    title: readLibraryFile(modelsFolder).titles[model.id] ?? makeTitle(model, known, publishedSize),
    knownId: metadata.knownId ?? null,
    precision,
    origin: { file: origin.file, sha256: origin.sha256 },
    macs: config === undefined ? null : macsOf(config),
    publishedSize,
    taught: metadata.taught ?? null,
    shape:
      config === undefined
        ? null
        : {
            patch: config.patchSize,
            width: config.width,
            depth: config.depth,
            heads: config.heads,
            hidden: config.hidden,
          },
  }
}

/**
 * `DeiT-Ti 384 px fp16`: its name until a person changes it; only unusual properties are in it.
 */
function makeTitle(
  { metadata, precision, isEmbedded }: ModelSummary,
  known: KnownModel | undefined,
  publishedSize: number | null,
): string {
  const { size } = metadata.preprocessing
  const base = known?.title ?? nameVariant(metadata.name, null, 'float32')
  const resized = publishedSize !== null && publishedSize !== size ? [`${size} px`] : []
  return [base, ...resized, ...(precision === 'float16' && !isEmbedded ? ['fp16'] : [])].join(' ')
}
