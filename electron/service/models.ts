import type { ModelInfo, ParsedArgs } from '../contract/calls.ts'
import { importModel } from '../import/import-model.ts'
import { type InstalledModel, listInstalled } from '../import/installed.ts'
import { hasAttention } from '../../models/inference/engine-model.ts'
import { decodeModel } from '../../models/deit/model-file.ts'
import { countParameters } from '../../models/deit/graph/weights.ts'
import { defaultModelFile } from '../../models/registry.ts'
import { fileURLToPath } from 'node:url'
import type { CallContext } from './service.ts'

/** Checkpoint or ONNX in, installed model out. */
export async function runImport({ file, labels, name, resolution, heads, ...rest }: ParsedArgs<'importModel'>, { data, emit }: CallContext): Promise<ModelInfo> {
  const model = await importModel({
    file, modelsFolder: data.models, ...rest,
    ...(labels === undefined ? {} : { labels }),
    ...(name === undefined ? {} : { name }),
    ...(resolution === undefined ? {} : { resolution }),
    ...(heads === undefined ? {} : { heads }),
  })
  if (model.metadata.kind === 'foreign') {
    emit({ type: 'note', text: `${file} does not say how photos are prepared for it: taken as "${rest.preprocessing}". See --preprocessing if its answers look random.` })
  }
  return describe(model)
}

/** What is installed, the embedded model first. */
export function runModels(_args: ParsedArgs<'models'>, { data, emit }: CallContext): Promise<ModelInfo[]> {
  const installed = listInstalled(data.models, (error) => emit({ type: 'note', text: error.message }))
  return Promise.resolve(installed.map(describe))
}

function describe(model: InstalledModel): ModelInfo {
  const { metadata, bytes, path } = model
  const attention = hasAttention(metadata)
  return {
    id: model.id, name: metadata.name, classes: metadata.labels.length, size: metadata.preprocessing.size,
    parameters: attention ? countParameters(decodeModel(bytes, model.fileName).weights) : null,
    distilled: metadata.config?.distilled ?? false, attention, bytes: bytes.length, path,
    isDefault: path === fileURLToPath(defaultModelFile),
  }
}
