import { expectedShapes } from './checkpoint/expected.ts'
import { type DeitConfig, patchCount, sequenceLength, specialTokens } from './config.ts'

/**
 * Parameters of the model, exactly: all that its tensors hold.
 *
 * @returns a whole number, e.g. 5,717,416 for DeiT-Ti (the paper's 5 M, table 1)
 */
export const parametersOf = (config: DeitConfig): number =>
  [...expectedShapes(config).values()]
    .map((shape) => shape.reduce((product, size) => product * size, 1))
    .reduce((sum, size) => sum + size, 0)

/** Multiply-accumulates that a layer norm takes for one element. */
const normCost = 5

/**
 * Multiply-accumulates of one image, counted as the paper's authors did (fvcore): every matrix product, and five for
 * each element of a layer norm; softmax, GELU and additions are left out.
 *
 * @returns a whole number, e.g. 1.26 billion for DeiT-Ti at 224 pixels
 */
export function macsOf(config: DeitConfig): number {
  const { width, depth, hidden, classes, patchSize } = config
  const tokens = sequenceLength(config)
  const embedding = patchCount(config) * 3 * patchSize ** 2 * width
  const products = tokens * (4 * width * width + 2 * width * hidden) + 2 * tokens * tokens * width
  const norms = (2 * depth + 1) * normCost * tokens * width
  return embedding + depth * products + norms + specialTokens(config) * width * classes
}
