import { findLastLinear } from './last-linear.ts'
import { attributeTypes, dataTypes, extendGraph, type OnnxDimension, type OnnxModel, type OnnxNode } from './proto.ts'

/** Numbers an image at most: far beyond every classifier's, and what a million photos can still keep. */
const widthLimit = 8192

/** A classifier's file that gives embeddings, too. */
export interface Exposed {
  bytes: Uint8Array
  embeddings: { output: string; width: number }
}

/**
 * Adds the input of a classifier's last linear layer to its outputs, float32 [batch, width]. Nodes are put behind the
 * others; what was there, weights included, stays byte for byte.
 *
 * @param model what `bytes` hold
 * @param output name of the scores, [batch, classes]
 * @returns null where there is no such layer, or its input is wider than 8,192
 */
export function exposeEmbeddings(
  bytes: Uint8Array,
  model: OnnxModel,
  { output, classes }: { output: string; classes: number },
): Exposed | null {
  const layer = findLastLinear(model, output, classes)
  if (layer === null || layer.width > widthLimit) return null
  const name = makeUnused('embeddings', model)
  const flat = makeUnused('embeddings_flat', model)
  const batch: OnnxDimension =
    model.graph.output.find((each) => each.name === output)?.type.tensorType.shape.dim[0] ?? {}
  const node = [
    makeNode('Flatten', layer.input, flat, 'axis', 1),
    // Of float16 for example; the runtime leaves it out where there is nothing to do.
    makeNode('Cast', flat, name, 'to', dataTypes.float32),
  ]
  const shape = { dim: [batch, { dimValue: layer.width }] }
  const value = { name, type: { tensorType: { elemType: dataTypes.float32, shape } } }
  return {
    bytes: extendGraph(bytes, { node, output: [value] }),
    embeddings: { output: name, width: layer.width },
  }
}

const makeNode = (opType: string, input: string, output: string, attribute: string, i: number): OnnxNode => ({
  opType,
  name: output,
  input: [input],
  output: [output],
  attribute: [{ name: attribute, type: attributeTypes.int, i }],
})

/** A name that no value and no node of the graph has. */
function makeUnused(wanted: string, { graph }: OnnxModel): string {
  const used = new Set([
    ...graph.node.flatMap(({ name, input, output }) => [name, ...input, ...output]),
    ...[...graph.initializer, ...graph.input, ...graph.output].map(({ name }) => name),
  ])
  let name = wanted
  for (let number = 2; used.has(name); number++) name = `${wanted}_${number}`
  return name
}
