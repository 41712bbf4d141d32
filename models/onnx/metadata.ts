import { GlanceError } from '../errors.ts'
import { metadataSchema } from './metadata-schema.ts'
import { decodeOnnx, type OnnxModel } from './proto.ts'
import type { DeitConfig } from '../deit/config.ts'
import type { Preprocessing } from '../deit/preprocess.ts'

/**
 * Everything a model says of itself beside its graph; it travels in the ONNX metadata, so one file is a whole model.
 */
export interface ModelMetadata {
  /** `deit`: built by Glance, attention is there. `foreign`: an external classifier, without. */
  kind: 'deit' | 'foreign'
  name: string
  /** Class names in index order. */
  labels: string[]
  preprocessing: Preprocessing
  /** sha256 of weights, labels and preprocessing, hex: equal for equal models, whatever file they came from. */
  fingerprint: string
  /** Where the weights came from. */
  origin: { file: string; sha256: string; scheme: string }
  /** The known model whose weights these are, by its id; absent where it is none of them, or unknown. */
  knownId?: string
  /** Pixels a side of the checkpoint, before its positions were interpolated; absent in files of before. */
  publishedSize?: number
  /** Present where Glance taught the heads. */
  taught?: TaughtNote
  /** Present for `deit`. */
  config?: DeitConfig
  /** Present for `foreign`. */
  foreign?: ExternalShape
}

/** What a person's labels were taught to. */
export interface TaughtNote {
  /** The id of the model whose embeddings the heads are on. */
  backbone: string
  /** Labels that the heads were fitted to; absent where it was not said. */
  labelCount?: number
}

/** Input and output of an external classifier. */
export interface ExternalShape {
  input: string
  output: string
  /** Images a run where the file fixes it, else null. */
  batch: number | null
  outputs: OutputKind
  /**
   * The output with the input of its last linear layer, [batch, width], which Glance added to its graph; absent where
   * there is no such layer, and in files of before: their embeddings are the log-probabilities, centred.
   */
  embeddings?: { output: string; width: number }
}

/** Whether an output went through a softmax already. */
export type OutputKind = 'logits' | 'probabilities'

const key = 'glance.model'

/** Metadata entries for an ONNX file. One entry of JSON: nothing to keep in step. */
export const writeMetadata = (metadata: ModelMetadata): Record<string, string> => ({ [key]: JSON.stringify(metadata) })

/**
 * Glance's metadata of a decoded ONNX file, or null where it has none.
 * The last entry wins, so it can be replaced by appending.
 *
 * @throws GlanceError `damaged-model` where it is not of the form that `metadataSchema` describes
 */
export function readMetadata(model: Pick<OnnxModel, 'metadataProps'>, fileName: string): ModelMetadata | null {
  const entry = model.metadataProps.findLast((candidate) => candidate.key === key)
  if (entry === undefined) return null
  let value: unknown
  try {
    value = JSON.parse(entry.value)
  } catch (cause) {
    throw new GlanceError('damaged-model', '{file}: its {key} metadata is not JSON.', 'Import the model again.', {
      params: { file: fileName, key },
      cause,
    })
  }
  const issue = metadataSchema.safeParse(value).error?.issues[0]
  if (issue !== undefined) {
    throw new GlanceError(
      'damaged-model',
      '{file}: its {key} metadata is not valid: {issue}.',
      'Import the model again.',
      { params: { file: fileName, key, issue: `${issue.path.join('.')}: ${issue.message}` } },
    )
  }
  // As it was written, keys in their order: written again, it is the same to the byte.
  return value as ModelMetadata
}

/** Decodes an ONNX file. Throws GlanceError `damaged-model` where the bytes are not one. */
export function parseOnnx(bytes: Uint8Array, fileName: string): OnnxModel {
  let model: OnnxModel
  try {
    model = decodeOnnx(bytes)
  } catch (cause) {
    throw damaged(fileName, cause)
  }
  // Random bytes can pass a protobuf decoder; a model without nodes or outputs cannot be run.
  const { node = [], output = [] } = (model.graph as Partial<OnnxModel['graph']> | undefined) ?? {}
  if (node.length === 0 || output.length === 0) throw damaged(fileName)
  return model
}

const damaged = (fileName: string, cause?: unknown): GlanceError =>
  new GlanceError(
    'damaged-model',
    '{file} is not a complete ONNX file: it is truncated or damaged.',
    'Download or export it again.',
    { params: { file: fileName }, cause },
  )
