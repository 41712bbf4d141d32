import { GlanceError } from '../errors.ts'
import { buildVariant, decodeModel } from '../deit/model-file.ts'
import type { Precision } from '../deit/config.ts'
import type { ModelMetadata } from '../onnx/metadata.ts'
import type { EngineModel, Wanted } from './engine.ts'

/** A model file with what it says of itself. */
export interface ModelFile {
  fileName: string
  bytes: Uint8Array
  metadata: ModelMetadata
}

/** Whether the model can show what its tokens attended to. */
export const hasAttention = (metadata: ModelMetadata): boolean => metadata.kind === 'deit'

/**
 * Makes a model ready for an engine: builds the graph that gives what is wanted and no more.
 * `isFused`: whether attention may be one operation where its matrices are not wanted. onnxruntime's kernel of it for
 * WebGPU is wrong without a word on adapters whose subgroups it does not expect: logits 0.5 off with subgroups of 4.
 * An external classifier runs as it is and gives labels, and embeddings where its graph has them.
 */
export function toEngineModel(
  file: ModelFile,
  wanted: Wanted,
  { precision, isFused }: { precision: Precision; isFused: boolean },
): EngineModel {
  const { fileName, metadata } = file
  const { preprocessing, foreign } = metadata
  if (metadata.kind === 'foreign') {
    if (foreign === undefined)
      throw new GlanceError('damaged-model', '{file} does not contain its input format.', 'Import it again.', {
        params: { file: fileName },
      })
    const outputs = {
      clsLogits: foreign.output,
      ...(foreign.embeddings === undefined ? {} : { embeddings: foreign.embeddings.output }),
    }
    return { fileName, onnx: file.bytes, preprocessing, input: foreign.input, outputs }
  }
  const model = decodeModel(file.bytes, fileName)
  return {
    fileName,
    onnx: buildVariant(model, wanted === 'rows' || (wanted === 'labels' && !isFused) ? 'maps' : wanted, precision),
    preprocessing,
    input: 'pixel_values',
    outputs: {
      clsLogits: 'cls_logits',
      embeddings: 'embeddings',
      ...(model.metadata.config.distilled ? { distLogits: 'dist_logits' } : {}),
      ...(wanted === 'labels' ? {} : { rollout: 'rollout' }),
      ...(wanted === 'rows' || wanted === 'attention' ? { attentionRows: 'attention_rows' } : {}),
      ...(wanted === 'attention' ? { attention: 'attention' } : {}),
    },
  }
}
