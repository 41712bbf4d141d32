import type { OnnxAttribute, OnnxModel, OnnxNode } from './proto.ts'

/** The layer that gives a classifier's scores. */
export interface LinearLayer {
  /** Name of the value that it is fed with: [batch, width], or the same values in another shape. */
  input: string
  /** Numbers an image. */
  width: number
}

/** Keep every value in its place, or scores in their order: what an exporter puts behind the last layer. */
const afterwards = new Set(
  'Softmax LogSoftmax Sigmoid Identity Dropout Flatten Reshape Squeeze Unsqueeze Cast QuantizeLinear DequantizeLinear'.split(
    ' ',
  ),
)
/** Give the values of a weight in another type or order. */
const onWeights = new Set(['Identity', 'Cast', 'DequantizeLinear', 'Transpose'])

/**
 * The last linear layer of a classifier: Gemm, MatMul (with or without a bias behind it) or a convolution of one pixel,
 * followed by nothing but softmax and changes of shape. Because none of these changes the number of values, and the
 * layer's number of outputs is that of the classes, its input has exactly `width` values an image.
 *
 * @param output name of the scores, [batch, classes]
 * @returns null where there is none, or its weight is not known before the model runs
 */
export function findLastLinear(model: OnnxModel, output: string, classes: number): LinearLayer | null {
  const graph = new Graph(model)
  let node = graph.sourceOf(output)
  for (let steps = 0; node !== null && afterwards.has(node.opType) && steps < model.graph.node.length; steps++)
    node = graph.sourceOf(node.input[0])
  if (node?.opType === 'Add') node = graph.withoutBias(node)
  const [input, weightName] = node?.input ?? []
  const dims = graph.weightShape(weightName)
  if (node === null || input === undefined || dims === null || graph.weightShape(input) !== null) return null
  const width = findWidth(node, dims, classes)
  return width === null ? null : { input, width }
}

function findWidth(node: OnnxNode, dims: readonly number[], classes: number): number | null {
  const integer = (name: string): number => find(node, name)?.i ?? 0
  const integers = (name: string): number[] => find(node, name)?.ints ?? []
  const [rows, columns, ...rest] = dims
  if (rows === undefined || columns === undefined) return null
  switch (node.opType) {
    case 'Gemm':
      if (rest.length > 0 || integer('transA') !== 0) return null
      return integer('transB') === 0 ? widthOf(columns, rows, classes) : widthOf(rows, columns, classes)
    case 'MatMul':
      return rest.length > 0 ? null : widthOf(columns, rows, classes)
    case 'Conv': {
      // Padded or in steps, one pixel could come of several.
      const isPlain = integers('strides').every((step) => step === 1) && integers('pads').every((pad) => pad === 0)
      const isOnePixel = rest.length === 2 && rest.every((side) => side === 1)
      // Of a convolution in groups the weight has a group's columns only.
      return isPlain && isOnePixel && integer('group') <= 1 ? widthOf(rows, columns, classes) : null
    }
    default:
      return null
  }
}

const widthOf = (outputs: number, width: number, classes: number): number | null =>
  outputs === classes && width > 0 ? width : null

class Graph {
  readonly #sources = new Map<string, OnnxNode>()
  readonly #weights = new Map<string, readonly number[]>()

  constructor({ graph }: OnnxModel) {
    for (const node of graph.node) for (const name of node.output) this.#sources.set(name, node)
    for (const { name, dims } of graph.initializer) this.#weights.set(name, dims)
  }

  sourceOf(name: string | undefined): OnnxNode | null {
    return (name === undefined ? undefined : this.#sources.get(name)) ?? null
  }

  /** The layer before a bias is added, or null where what is added is no bias. */
  withoutBias({ input }: OnnxNode): OnnxNode | null {
    const layers = input.filter((name) => this.weightShape(name) === null)
    return layers.length === 1 ? this.sourceOf(layers[0]) : null
  }

  /**
   * The shape of a value that is the same for every photo; null where it is none.
   * Few steps, because a file may lead in a circle.
   */
  weightShape(name: string | undefined, steps = 8): readonly number[] | null {
    if (name === undefined || steps === 0) return null
    const initializer = this.#weights.get(name)
    if (initializer !== undefined) return initializer
    const node = this.sourceOf(name)
    if (node?.opType === 'Constant') return find(node, 'value')?.t?.dims ?? null
    if (node === null || !onWeights.has(node.opType)) return null
    const dims = this.weightShape(node.input[0], steps - 1)
    if (dims === null || node.opType !== 'Transpose') return dims
    return find(node, 'perm')?.ints?.map((axis) => dims[axis]!) ?? dims.toReversed()
  }
}

const find = (node: OnnxNode, name: string): OnnxAttribute | undefined =>
  node.attribute.find((attribute) => attribute.name === name)
