import type { DeitConfig, Precision } from '../config.ts'
import type { NodeWriter } from './nodes.ts'

/** Names of the heads in the graph, in the order of their tokens. */
export const headNames = ({ distilled }: Pick<DeitConfig, 'distilled'>): readonly string[] =>
  distilled ? ['head', 'head_dist'] : ['head']

/** The constant that keeps an embedding of zeros from being divided by zero; no weight. */
export const smallestNorm = 'smallest_norm'

/**
 * The heads' precision in a graph of that precision. Heads behind a normalisation were fitted to embeddings: their
 * weights may be in the thousands and classes differ by little of that, which float16 would round away.
 */
export const headPrecision = ({ headInput }: DeitConfig, precision: Precision): Precision =>
  headInput === undefined ? precision : 'float32'

/** The precision that a weight is kept in. */
export const weightPrecision = (name: string, config: DeitConfig, precision: Precision): Precision =>
  headNames(config).some((head) => name.startsWith(`${head}.`)) ? headPrecision(config, precision) : precision

/**
 * Logits [batch, classes] of each token's head, in the heads' precision.
 *
 * @param embeddings [batch, T, D] in the graph's precision
 * @param kept the same in float32, as the graph gives them
 */
export function writeHeads(w: NodeWriter, config: DeitConfig, embeddings: string, kept: string): string[] {
  const input = config.headInput === undefined ? embeddings : writeNormalization(w, kept)
  return headNames(config).map((head, token) => w.linear(w.op('Gather', [input, w.int(token)], { axis: 1 }), head))
}

/** e / max(‖e‖₂, 10⁻¹²) along the last axis, float32, in operations that every engine has. */
function writeNormalization(w: NodeWriter, value: string): string {
  const norm = w.op('ReduceL2', [value, w.ints(-1)], { keepdims: 1 })
  return w.op('Div', [value, w.op('Clip', [norm, w.floats(smallestNorm, [], [1e-12], 'float32')])])
}
