import type { Precision } from '../../../models/deit/config.ts'
import { GlanceError } from '../../../models/errors.ts'
import type { ConvertedModel } from './import-options.ts'
import { specialTokens } from '../../../models/deit/config.ts'
import { decodeModel, encodeModel } from '../../../models/deit/model-file.ts'
import { interpolatePositions } from '../../../models/deit/position.ts'
import type { ModelFile } from '../../../models/runtime/engine-model.ts'
import { fingerprint } from './fingerprint.ts'

export interface VariantOptions {
  /** Pixels a side. */
  resolution: number
  precision: Precision
}

/**
 * The same weights for another resolution or in another precision. Position embeddings are interpolated as the paper
 * does for 384 pixels; that cannot be undone, so a variant is best made from what was published.
 *
 * @throws GlanceError `wrong-use` where the model cannot be had so
 */
export function buildVariantOf(file: ModelFile, { resolution, precision }: VariantOptions): ConvertedModel {
  const { metadata, weights } = decodeModel(file.bytes, file.fileName)
  const { patchSize, imageSize } = metadata.config
  if (resolution % patchSize !== 0) {
    throw new GlanceError(
      'wrong-use',
      '{model} cannot run at {pixels} pixels: its patches are {patch} pixels per side.',
      'Use a multiple of {patch}, for example {nearest}.',
      {
        params: {
          model: metadata.name,
          pixels: resolution,
          patch: patchSize,
          nearest: Math.max(1, Math.round(resolution / patchSize)) * patchSize,
        },
      },
    )
  }
  const config = { ...metadata.config, imageSize: resolution }
  const positions = weights.get('pos_embed')!
  const { shape: dims, data } = interpolatePositions(
    { shape: positions.dims, data: positions.data },
    { specialTokens: specialTokens(config), toGrid: resolution / patchSize },
  )
  const preprocessing = { ...metadata.preprocessing, size: resolution }
  const changed = {
    ...metadata,
    config,
    preprocessing,
    name: nameVariant(
      metadata.name,
      resolution === (metadata.publishedSize ?? imageSize) ? null : resolution,
      precision,
    ),
    // The weights follow from those of the model that it is made from.
    fingerprint: fingerprint([], { of: metadata.fingerprint, config, preprocessing, precision }),
    publishedSize: metadata.publishedSize ?? imageSize,
  }
  const bytes = encodeModel(
    { metadata: changed, weights: new Map([...weights, ['pos_embed', { dims: [...dims], data }]]) },
    precision,
  )
  return { fileName: file.fileName, metadata: changed, bytes }
}

/** `deit_tiny_patch16_224-384px-fp16`: what an id says of the variant; one of a variant does not add up. */
export function nameVariant(name: string, resolution: number | null, precision: Precision): string {
  const plain = name.replace(/-fp16$/, '').replace(/-\d+px$/, '')
  return `${plain}${resolution === null ? '' : `-${resolution}px`}${precision === 'float16' ? '-fp16' : ''}`
}
