import { GlanceError } from '../errors.ts'
import { type ModelMetadata, parseOnnx, readMetadata, writeMetadata } from '../onnx/metadata.ts'
import { buildGraph, constantNames, type Variant } from './graph/build.ts'
import { fromInitializers, type GraphWeights } from './graph/weights.ts'
import { headInputs, type Precision } from './config.ts'

/** A model of Glance's own, taken apart: from here any variant can be built, in any precision. */
export interface DeitModel {
  metadata: ModelMetadata & { config: NonNullable<ModelMetadata['config']> }
  weights: GraphWeights
}

/** The file kept on disk: variant `maps`, plain ONNX that any runtime can run, with everything else in its metadata. */
export const encodeModel = (model: DeitModel, precision: Precision): Uint8Array =>
  buildVariant(model, 'maps', precision)

/** The same weights as another graph; see `Variant`. */
export const buildVariant = ({ metadata, weights }: DeitModel, variant: Variant, precision: Precision): Uint8Array =>
  buildGraph({ config: metadata.config, weights, variant, precision, metadata: writeMetadata(metadata) })

/** Takes a file of `encodeModel` apart again. Throws GlanceError where it is damaged or was not built by Glance. */
export function decodeModel(bytes: Uint8Array, fileName: string): DeitModel {
  const model = parseOnnx(bytes, fileName)
  const metadata = readMetadata(model, fileName)
  if (metadata?.kind !== 'deit' || metadata.config === undefined) {
    throw new GlanceError(
      'unsupported-model',
      '{file} is not a DeiT model built by Glance.',
      'Import its checkpoint instead.',
      { params: { file: fileName } },
    )
  }
  const { headInput } = metadata.config
  if (headInput !== undefined && !headInputs.includes(headInput)) {
    throw new GlanceError(
      'unsupported-model',
      '{file} was made by a newer version of Glance: this one does not know its heads.',
      'Update Glance.',
      { params: { file: fileName } },
    )
  }
  const weights = fromInitializers(model.graph.initializer)
  for (const name of Object.values(constantNames)) weights.delete(name)
  return { metadata: { ...metadata, config: metadata.config }, weights }
}
