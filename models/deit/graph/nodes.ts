import { attributeTypes, dataTypes, type OnnxAttribute, type OnnxNode, type OnnxTensor } from '../../onnx/proto.ts'
import { toRawData } from './weights.ts'
import type { Precision } from '../config.ts'

type AttributeValue = number | number[] | { float: number }

/**
 * Writes ONNX nodes down in the order of the computation. Every method takes names of values and gives the name of its
 * result, so that a graph reads like the formula it computes.
 */
export class NodeWriter {
  readonly nodes: OnnxNode[] = []
  readonly constants: OnnxTensor[] = []
  readonly precision: Precision
  #count = 0

  constructor(precision: Precision) {
    this.precision = precision
  }

  /** One operation. `result` names its output where others must find it. */
  op(
    opType: string,
    input: string[],
    attributes: Record<string, AttributeValue> = {},
    result?: string,
    domain?: string,
  ): string {
    const name = `${opType.toLowerCase()}_${this.#count++}`
    const output = result ?? name
    const attribute = Object.entries(attributes).map(([key, value]) => toAttribute(key, value))
    this.nodes.push({ opType, name, input, output: [output], attribute, ...(domain === undefined ? {} : { domain }) })
    return output
  }

  /** int64 [values.length], for shapes, axes and indices; equal ones are shared. */
  ints(...values: number[]): string {
    const name = `ints_${values.join('_')}`
    if (!this.constants.some((constant) => constant.name === name)) this.#addInts(name, [values.length], values)
    return name
  }

  /** int64 scalar: as an index it removes the axis that it picks from. */
  int(value: number): string {
    const name = `int_${value}`
    if (!this.constants.some((constant) => constant.name === name)) this.#addInts(name, [], [value])
    return name
  }

  /** A constant, in the graph's own precision where no other is given. */
  floats(name: string, dims: number[], values: number[], precision = this.precision): string {
    const rawData = toRawData(Float32Array.from(values), precision)
    this.constants.push({ name, dims, dataType: dataTypes[precision], rawData })
    return name
  }

  #addInts(name: string, dims: number[], values: number[]): void {
    const rawData = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer)
    this.constants.push({ name, dims, dataType: dataTypes.int64, rawData })
  }

  add = (a: string, b: string): string => this.op('Add', [a, b])
  matmul = (a: string, b: string): string => this.op('MatMul', [a, b])
  reshape = (value: string, ...shape: number[]): string => this.op('Reshape', [value, this.ints(...shape)])
  transpose = (value: string, ...perm: number[]): string => this.op('Transpose', [value], { perm })
  concat = (values: string[], axis: number, result?: string): string => this.op('Concat', values, { axis }, result)
  /** value @ name.weight + name.bias */
  linear = (value: string, name: string): string => this.add(this.matmul(value, `${name}.weight`), `${name}.bias`)
  layerNorm = (value: string, name: string, epsilon: number): string =>
    this.op('LayerNormalization', [value, `${name}.weight`, `${name}.bias`], { axis: -1, epsilon: { float: epsilon } })
  /** The first `count` entries along `axis`. */
  head = (value: string, count: number, axis: number): string =>
    this.op('Slice', [value, this.ints(0), this.ints(count), this.ints(axis)])
  cast = (value: string, to: Precision, result?: string): string =>
    this.op('Cast', [value], { to: dataTypes[to] }, result)
}

function toAttribute(name: string, value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { name, type: attributeTypes.int, i: value }
  if (Array.isArray(value)) return { name, type: attributeTypes.ints, ints: value }
  return { name, type: attributeTypes.float, f: value.float }
}
