import { specialTokens } from './config.ts'
import { headNames } from './graph/heads.ts'
import { type GraphWeights, transpose } from './graph/weights.ts'
import type { DeitModel } from './model-file.ts'

/** A linear classifier on one token's embedding e: logits = weight · e / ‖e‖₂ + bias. */
export interface FittedHead {
  /** [classes, D], row after row. */
  weight: Float64Array
  /** [classes] */
  bias: Float64Array
}

/**
 * The same backbone with other heads, each on its token's embedding scaled to length 1, as heads that are fitted to
 * embeddings have it.
 *
 * @param heads one for the class token, then one for the distillation token where there is one
 * @param labels names of their classes, in index order
 * @throws RangeError where the heads do not fit the model, or have a number that is not finite in float32
 */
export function replaceHeads(model: DeitModel, heads: readonly FittedHead[], labels: readonly string[]): DeitModel {
  const { metadata } = model
  const config = { ...metadata.config, classes: labels.length, headInput: 'l2-normalised' as const }
  if (heads.length !== specialTokens(config))
    throw new RangeError(`expected ${specialTokens(config)} heads, got ${heads.length}`)
  const weights: GraphWeights = new Map(model.weights)
  for (const [index, name] of headNames(config).entries()) {
    const { weight, bias } = heads[index]!
    weights.set(`${name}.weight`, {
      dims: [config.width, config.classes],
      data: transpose(toFloats(weight, config.classes * config.width), config.classes, config.width),
    })
    weights.set(`${name}.bias`, { dims: [config.classes], data: toFloats(bias, config.classes) })
  }
  return { metadata: { ...metadata, labels: [...labels], config }, weights }
}

function toFloats(values: Float64Array, count: number): Float32Array {
  if (values.length !== count) throw new RangeError(`expected ${count} numbers in a head, got ${values.length}`)
  const floats = Float32Array.from(values)
  if (!floats.every(Number.isFinite)) throw new RangeError('a head has a number that is not finite in float32')
  return floats
}
