import { type DeitConfig, patchCount, sequenceLength, specialTokens, type Precision } from '../config.ts'
import { dataTypes, encodeOnnx, toEntries, type OnnxValueInfo } from '../../onnx/proto.ts'
import { headPrecision, smallestNorm, weightPrecision, writeHeads } from './heads.ts'
import { NodeWriter } from './nodes.ts'
import { type GraphWeights, toInitializers } from './weights.ts'

/**
 * What a graph gives beside both heads' logits and both embeddings. One set of weights serves all three:
 * `labels`: nothing more, attention as one fused operation, for bulk work;
 * `maps`: the special tokens' attention rows of every layer and head, and their rollout;
 * `attention`: the same, and every layer's and head's whole attention matrix.
 */
export type Variant = 'labels' | 'maps' | 'attention'

export interface GraphOptions {
  config: DeitConfig
  weights: GraphWeights
  variant: Variant
  /** Of the weights and the arithmetic; inputs, outputs and heads behind a normalisation are always float32. */
  precision: Precision
  metadata: Record<string, string>
}

/**
 * DeiT (arXiv 2012.12877) as an ONNX model of plain opset-20 operations.
 *
 * Input `pixel_values` [batch, 3, size, size]. Outputs, with T special tokens, S tokens, L layers, H heads, D wide:
 * `cls_logits` [batch, classes], `dist_logits` the same (distilled models only), `embeddings` [batch, T, D] after the
 * final layer norm, which are scaled to length 1 for heads with `l2-normalised` input only; in `maps` and `attention`
 * also `attention_rows` [batch, L, H, T, S] and `rollout` [batch, T, S] (heads averaged, nothing discarded; Abnar &
 * Zuidema 2020); in `attention` also `attention` [batch, L, H, S, S].
 *
 * @returns the bytes of an .onnx file
 */
export function buildGraph({ config, weights, variant, precision, metadata }: GraphOptions): Uint8Array {
  const writer = new NodeWriter(precision)
  const outputs = writeModel(writer, config, variant)
  return encodeOnnx({
    irVersion: 10,
    producerName: 'glance',
    docString: 'DeiT with the attention of its class and distillation token',
    // The fused attention of `labels` is onnxruntime's own operation; what is stored on disk stays within plain ONNX.
    opsetImport: [
      { domain: '', version: 20 },
      ...(variant === 'labels' ? [{ domain: 'com.microsoft', version: 1 }] : []),
    ],
    metadataProps: toEntries(metadata),
    graph: {
      name: 'deit',
      node: writer.nodes,
      initializer: [
        ...toInitializers(weights, (name) => weightPrecision(name, config, precision)),
        ...writer.constants,
      ],
      input: [valueInfo('pixel_values', [3, config.imageSize, config.imageSize])],
      output: Object.entries(outputs).map(([name, shape]) => valueInfo(name, shape)),
    },
  })
}

const valueInfo = (name: string, shape: number[]): OnnxValueInfo => ({
  name,
  type: {
    tensorType: {
      elemType: dataTypes.float32,
      shape: { dim: [{ dimParam: 'batch' }, ...shape.map((dimValue) => ({ dimValue }))] },
    },
  },
})

/** Constants that the graph makes itself; every other float initializer is a weight. */
export const constantNames = { identity: 'identity_rows', two: 'two', smallestNorm } as const

/** Writes all nodes; gives the outputs with their shapes (without the batch). */
function writeModel(w: NodeWriter, config: DeitConfig, variant: Variant): Record<string, number[]> {
  const { width, depth, heads, classes } = config
  const special = specialTokens(config)
  const sequence = sequenceLength(config)
  const outputs: Record<string, number[]> = {}
  const output = (name: string, value: string, shape: number[], precision = w.precision): void => {
    outputs[name] = shape
    if (precision === 'float16') w.cast(value, 'float32', name)
    else w.op('Identity', [value], {}, name)
  }

  let x = writeEmbedding(w, config)
  const attention: string[] = []
  for (let layer = 0; layer < depth; layer++) {
    // After the last layer's keys and values only the special tokens matter: 7 % of the work saved, nothing changed.
    const queries = layer === depth - 1 && variant !== 'attention' ? special : sequence
    const block = writeBlock(w, config, layer, x, queries, variant === 'labels')
    x = block.result
    if (block.attention !== null) attention.push(block.attention)
  }

  const embeddings = w.layerNorm(w.head(x, special, 1), 'norm', config.layerNormEps)
  output('embeddings', embeddings, [special, width])
  const [clsLogits, distLogits] = writeHeads(w, config, embeddings, 'embeddings')
  output('cls_logits', clsLogits!, [classes], headPrecision(config, w.precision))
  if (distLogits !== undefined) output('dist_logits', distLogits, [classes], headPrecision(config, w.precision))
  if (variant === 'labels') return outputs

  const stack = (values: string[]): string =>
    w.concat(
      values.map((value) => w.op('Unsqueeze', [value, w.ints(1)])),
      1,
    )
  output('attention_rows', stack(attention.map((matrix) => w.head(matrix, special, 2))), [
    depth,
    heads,
    special,
    sequence,
  ])
  output('rollout', writeRollout(w, attention, config), [special, sequence])
  if (variant === 'attention') output('attention', stack(attention), [depth, heads, sequence, sequence])
  return outputs
}

/** [batch, 3, size, size] to tokens [batch, S, D]: patch embedding, special tokens in front, positions added. */
function writeEmbedding(w: NodeWriter, config: DeitConfig): string {
  const { patchSize, width } = config
  const pixels = w.precision === 'float16' ? w.cast('pixel_values', 'float16') : 'pixel_values'
  const convolved = w.op('Conv', [pixels, 'patch_embed.weight', 'patch_embed.bias'], {
    kernel_shape: [patchSize, patchSize],
    strides: [patchSize, patchSize],
  })
  const patches = w.transpose(w.reshape(convolved, 0, width, patchCount(config)), 0, 2, 1)
  const batch = w.op('Shape', ['pixel_values'], { start: 0, end: 1 })
  const shape = w.concat([batch, w.ints(specialTokens(config), width)], 0)
  const special = w.op('Expand', ['special_tokens', shape])
  return w.add(w.concat([special, patches], 1), 'pos_embed')
}

/** One transformer layer, pre-norm; only the first `queries` tokens are computed further. */
function writeBlock(
  w: NodeWriter,
  config: DeitConfig,
  layer: number,
  x: string,
  queries: number,
  fused: boolean,
): { result: string; attention: string | null } {
  const { width, heads, layerNormEps } = config
  const block = `blocks.${layer}`
  const all = queries === sequenceLength(config)
  const first = (value: string): string => (all ? value : w.head(value, queries, 1))

  const normed = w.layerNorm(x, `${block}.norm1`, layerNormEps)
  const q = w.linear(first(normed), `${block}.attn.q`)
  const k = w.linear(normed, `${block}.attn.k`)
  const v = w.linear(normed, `${block}.attn.v`)
  let attention: string | null = null
  let mixed: string
  if (fused) {
    // The scale is already in the query weights.
    mixed = w.op('MultiHeadAttention', [q, k, v], { num_heads: heads, scale: { float: 1 } }, undefined, 'com.microsoft')
  } else {
    const split = (value: string): string => w.reshape(value, 0, -1, heads, width / heads)
    const scores = w.matmul(w.transpose(split(q), 0, 2, 1, 3), w.transpose(split(k), 0, 2, 3, 1))
    attention = w.op('Softmax', [scores], { axis: -1 })
    const values = w.matmul(attention, w.transpose(split(v), 0, 2, 1, 3))
    mixed = w.reshape(w.transpose(values, 0, 2, 1, 3), 0, -1, width)
  }
  const attended = w.add(first(x), w.linear(mixed, `${block}.attn.proj`))
  const hidden = w.op('Gelu', [w.linear(w.layerNorm(attended, `${block}.norm2`, layerNormEps), `${block}.mlp.fc1`)])
  return { result: w.add(attended, w.linear(hidden, `${block}.mlp.fc2`)), attention }
}

/**
 * The special tokens' rollout rows [batch, T, S]. Softmax rows sum to 1, so renormalising A + I is halving it, and
 * r · (A + I) / 2 = (r · A + r) / 2: started at the last layer's rows, no identity but the first is ever made.
 */
function writeRollout(w: NodeWriter, attention: string[], config: DeitConfig): string {
  const special = specialTokens(config)
  const sequence = sequenceLength(config)
  const identity = Array.from({ length: special * sequence }, (_, index) => (index % (sequence + 1) === 0 ? 1 : 0))
  const ones = w.floats(constantNames.identity, [special, sequence], identity)
  const two = w.floats(constantNames.two, [], [2])
  const fuse = (matrix: string): string => w.op('ReduceMean', [matrix, w.ints(1)], { keepdims: 0 })
  const half = (value: string): string => w.op('Div', [value, two])

  let rows = half(w.add(w.head(fuse(attention.at(-1)!), special, 1), ones))
  for (const matrix of attention.slice(0, -1).reverse()) rows = half(w.add(w.matmul(rows, fuse(matrix)), rows))
  return rows
}
