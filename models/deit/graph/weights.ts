import type { Precision, DeitConfig } from '../config.ts'
import { Float16Array } from '@petamoriken/float16'
import { type StateDict, toFloat32 } from '../tensor.ts'
import { dataTypes, type OnnxTensor } from '../../onnx/proto.ts'

/** One parameter in the layout that the graph needs. */
export interface GraphTensor {
  dims: number[]
  data: Float32Array
}
export type GraphWeights = Map<string, GraphTensor>

/**
 * Lays a checked checkpoint out for the graph, once, at import: matrices transposed for MatMul, the special tokens
 * joined in the paper's order (class, distillation), attention's 1/√d folded into the query projection (one operation a
 * layer less; exact where d is a power of four, as in every published model), each head's classifier as [D, classes].
 *
 * @param state timm's names and shapes, as `checkCheckpoint` leaves them
 */
export function layOutWeights(state: StateDict, config: DeitConfig): GraphWeights {
  const { width, heads, depth } = config
  const take = (name: string): Float32Array => {
    const tensor = state.get(name)
    if (tensor === undefined) throw new RangeError(`the checked checkpoint has no ${name}`)
    return tensor.data
  }
  const weights: GraphWeights = new Map()
  const put = (name: string, dims: number[], data: Float32Array): void => void weights.set(name, { dims, data })
  const putLinear = (name: string, inputs: number, outputs: number): void => {
    put(`${name}.weight`, [inputs, outputs], transpose(take(`${name}.weight`), outputs, inputs))
    put(`${name}.bias`, [outputs], take(`${name}.bias`))
  }
  const putNorm = (name: string): void => {
    put(`${name}.weight`, [width], take(`${name}.weight`))
    put(`${name}.bias`, [width], take(`${name}.bias`))
  }

  const special = [take('cls_token'), ...(config.distilled ? [take('dist_token')] : [])]
  put('special_tokens', [1, special.length, width], concatenate(special))
  put('pos_embed', [1, take('pos_embed').length / width, width], take('pos_embed'))
  put('patch_embed.weight', [width, 3, config.patchSize, config.patchSize], take('patch_embed.proj.weight'))
  put('patch_embed.bias', [width], take('patch_embed.proj.bias'))
  const scale = 1 / Math.sqrt(width / heads)
  for (let layer = 0; layer < depth; layer++) {
    const block = `blocks.${layer}`
    putNorm(`${block}.norm1`)
    const weight = take(`${block}.attn.qkv.weight`)
    const bias = take(`${block}.attn.qkv.bias`)
    for (const [part, letter] of ['q', 'k', 'v'].entries()) {
      const factor = letter === 'q' ? scale : 1
      const rows = weight.subarray(part * width * width, (part + 1) * width * width)
      put(
        `${block}.attn.${letter}.weight`,
        [width, width],
        transpose(rows, width, width).map((value) => value * factor),
      )
      put(
        `${block}.attn.${letter}.bias`,
        [width],
        bias.slice(part * width, (part + 1) * width).map((value) => value * factor),
      )
    }
    putLinear(`${block}.attn.proj`, width, width)
    putNorm(`${block}.norm2`)
    putLinear(`${block}.mlp.fc1`, width, config.hidden)
    putLinear(`${block}.mlp.fc2`, config.hidden, width)
  }
  putNorm('norm')
  putLinear('head', width, config.classes)
  if (config.distilled) putLinear('head_dist', width, config.classes)
  return weights
}

/** Parameters of the model, special tokens and position embeddings included. */
export const countParameters = (weights: GraphWeights): number =>
  [...weights.values()].reduce((sum, { data }) => sum + data.length, 0)

/** [rows, columns] to [columns, rows]. */
export function transpose(data: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column]!
  }
  return result
}

function concatenate(parts: Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    result.set(part, offset)
    offset += part.length
  }
  return result
}

/** Weights as ONNX initializers, each in the precision that `precisionOf` says. */
export const toInitializers = (weights: GraphWeights, precisionOf: (name: string) => Precision): OnnxTensor[] =>
  Array.from(weights, ([name, { dims, data }]) => {
    const precision = precisionOf(name)
    return { name, dims, dataType: dataTypes[precision], rawData: toRawData(data, precision) }
  })

/** The bytes of an ONNX tensor; float16 rounds to nearest even. */
export function toRawData(data: Float32Array, precision: Precision): Uint8Array {
  const values = precision === 'float32' ? data : new Float16Array(data)
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** The other way round: initializers of a Glance model, either precision, as float32. */
export function fromInitializers(initializers: OnnxTensor[]): GraphWeights {
  const weights: GraphWeights = new Map()
  for (const { name, dims, dataType, rawData } of initializers) {
    if (dataType === dataTypes.int64) continue
    weights.set(name, { dims, data: toFloat32(rawData, dataType === dataTypes.float16 ? 'float16' : 'float32') })
  }
  return weights
}
