import { decodeModel, encodeModel } from '../../../models/deit/model-file.ts'
import { type FittedHead, replaceHeads } from '../../../models/deit/replace-heads.ts'
import { GlanceError } from '../../../models/errors.ts'
import { readHead } from '../../../models/onnx/head.ts'
import type { ModelMetadata } from '../../../models/onnx/metadata.ts'
import { fingerprint } from '../import/fingerprint.ts'
import type { ConvertedModel } from '../import/import-options.ts'
import type { InstalledModel } from '../installed.ts'

/** What a person's labels taught: heads on the embeddings of a model. */
export interface TaughtHeads {
  /** One for the class token, then one for the distillation token where there is one; see `FittedHead`. */
  heads: readonly FittedHead[]
  /** Class names, in index order. */
  labels: readonly string[]
  /** What the model is called: any text that is not empty. */
  name: string
  /** Labels that the heads were fitted to, for the model's description. */
  labelCount?: number
}

/**
 * The backbone of an installed DeiT or ViT with other heads, as one file that is a whole model: plain ONNX, with labels
 * and preprocessing in its metadata. The backbone keeps its precision, the heads are float32. Equal input makes equal
 * bytes.
 *
 * @param model the backbone, as `findModel` gives it; its own heads are dropped
 * @throws GlanceError `wrong-use` where it is an external classifier; RangeError where the heads do not fit it
 */
export function makeTaughtModel(
  model: Pick<InstalledModel, 'id' | 'fileName' | 'bytes' | 'metadata'>,
  { heads, labels, name, labelCount }: TaughtHeads,
): ConvertedModel {
  const { id, fileName, bytes } = model
  refuseExternal(id, model.metadata)
  const { metadata, weights } = replaceHeads(decodeModel(bytes, fileName), heads, labels)
  const { precision } = readHead(
    { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) },
    fileName,
  )
  const { config, preprocessing, origin, publishedSize, taught } = metadata
  const described = {
    kind: 'deit' as const,
    name,
    labels: metadata.labels,
    preprocessing,
    fingerprint: fingerprint(
      [...weights.values()].map(({ data }) => data),
      { config, labels, preprocessing, precision },
    ),
    // A known model's figures are not those of other heads, so nothing names it here.
    origin,
    ...(publishedSize === undefined ? {} : { publishedSize }),
    taught: { backbone: taught?.backbone ?? id, ...(labelCount === undefined ? {} : { labelCount }) },
    config,
  }
  return { fileName, metadata: described, bytes: encodeModel({ metadata: described, weights }, precision) }
}

/** @throws GlanceError `wrong-use` for a model that gets no other heads */
export function refuseExternal(id: string, { kind }: Pick<ModelMetadata, 'kind'>): void {
  if (kind === 'foreign')
    throw new GlanceError(
      'wrong-use',
      '{model} is an external classifier and cannot be exported: only DeiT and ViT models are.',
      'Choose a DeiT or ViT.',
      { params: { model: id } },
    )
}
