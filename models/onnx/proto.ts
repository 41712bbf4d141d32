import protobuf from 'protobufjs'

/**
 * The part of ONNX's protobuf schema (onnx/onnx.proto, IR version 10) that classifiers use. Unknown fields of foreign
 * files are skipped by the decoder, so this is for building our files and for looking into any file, not for rewriting
 * somebody else's.
 */
const schema = protobuf.Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: { type: 'int64', id: 1 },
        producerName: { type: 'string', id: 2 },
        producerVersion: { type: 'string', id: 3 },
        docString: { type: 'string', id: 6 },
        graph: { type: 'Graph', id: 7 },
        opsetImport: { rule: 'repeated', type: 'OperatorSet', id: 8 },
        metadataProps: { rule: 'repeated', type: 'Entry', id: 14 },
      },
    },
    OperatorSet: { fields: { domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } } },
    Entry: { fields: { key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } } },
    Graph: {
      fields: {
        node: { rule: 'repeated', type: 'Node', id: 1 },
        name: { type: 'string', id: 2 },
        initializer: { rule: 'repeated', type: 'Tensor', id: 5 },
        docString: { type: 'string', id: 10 },
        input: { rule: 'repeated', type: 'ValueInfo', id: 11 },
        output: { rule: 'repeated', type: 'ValueInfo', id: 12 },
      },
    },
    Node: {
      fields: {
        input: { rule: 'repeated', type: 'string', id: 1 },
        output: { rule: 'repeated', type: 'string', id: 2 },
        name: { type: 'string', id: 3 },
        opType: { type: 'string', id: 4 },
        attribute: { rule: 'repeated', type: 'Attribute', id: 5 },
        domain: { type: 'string', id: 7 },
      },
    },
    Attribute: {
      fields: {
        name: { type: 'string', id: 1 },
        f: { type: 'float', id: 2 },
        i: { type: 'int64', id: 3 },
        t: { type: 'Tensor', id: 5 },
        ints: { rule: 'repeated', type: 'int64', id: 8, options: { packed: false } },
        type: { type: 'int32', id: 20 },
      },
    },
    Tensor: {
      fields: {
        dims: { rule: 'repeated', type: 'int64', id: 1, options: { packed: false } },
        dataType: { type: 'int32', id: 2 },
        name: { type: 'string', id: 8 },
        rawData: { type: 'bytes', id: 9 },
      },
    },
    ValueInfo: { fields: { name: { type: 'string', id: 1 }, type: { type: 'TypeInfo', id: 2 } } },
    TypeInfo: { fields: { tensorType: { type: 'TensorType', id: 1 } } },
    TensorType: { fields: { elemType: { type: 'int32', id: 1 }, shape: { type: 'Shape', id: 2 } } },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dimension', id: 1 } } },
    Dimension: { fields: { dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } } },
  },
})
const modelType = schema.lookupType('Model')
const graphType = schema.lookupType('Graph')

/** Protobuf's wire type of messages, strings and bytes. */
const wireBytes = 2

/** TensorProto.DataType and AttributeProto.AttributeType, the members used here. */
export const dataTypes = { float32: 1, int64: 7, float16: 10 } as const
export const attributeTypes = { float: 1, int: 2, ints: 7 } as const

export interface OnnxAttribute {
  name: string
  type: number
  f?: number
  i?: number
  t?: OnnxTensor
  ints?: number[]
}
export interface OnnxNode {
  opType: string
  name: string
  input: string[]
  output: string[]
  attribute: OnnxAttribute[]
  domain?: string
}
export interface OnnxTensor {
  name: string
  dims: number[]
  dataType: number
  rawData: Uint8Array
}
export interface OnnxDimension {
  dimValue?: number
  dimParam?: string
}
export interface OnnxValueInfo {
  name: string
  type: { tensorType: { elemType: number; shape: { dim: OnnxDimension[] } } }
}
export interface OnnxModel {
  irVersion: number
  producerName: string
  docString: string
  opsetImport: { domain: string; version: number }[]
  graph: { name: string; node: OnnxNode[]; initializer: OnnxTensor[]; input: OnnxValueInfo[]; output: OnnxValueInfo[] }
  metadataProps: { key: string; value: string }[]
}

/** The bytes of an .onnx file. */
export const encodeOnnx = (model: OnnxModel): Uint8Array => modelType.encode(modelType.fromObject(model)).finish()

/** What an .onnx file says of itself; throws whatever the decoder throws where the bytes are no such file. */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  // Plain numbers instead of Long objects, and every repeated field present: the rest of the code needs no checks.
  return modelType.toObject(modelType.decode(bytes), {
    longs: Number,
    arrays: true,
    objects: true,
    oneofs: false,
  }) as OnnxModel
}

/** The bytes that, put behind any .onnx file, add metadata to it: repeated protobuf fields are simply appended. */
export const encodeMetadata = (metadata: Record<string, string>): Uint8Array =>
  modelType.encode(modelType.fromObject({ metadataProps: toEntries(metadata) })).finish()

/**
 * An .onnx file with more nodes and outputs at the end of its graph. Every other byte stays as it is, fields that this
 * schema does not know included: repeated protobuf fields are simply appended to the graph, whose length is new.
 */
export function extendGraph(bytes: Uint8Array, added: Pick<OnnxModel['graph'], 'node' | 'output'>): Uint8Array {
  const reader = protobuf.Reader.create(bytes)
  const tag = (modelType.fields['graph']!.id << 3) | wireBytes
  let graph: { tagAt: number; start: number; end: number } | null = null
  while (reader.pos < reader.len) {
    const tagAt = reader.pos
    const found = reader.uint32()
    if (found !== tag) {
      reader.skipType(found & 7)
      continue
    }
    const length = reader.uint32()
    graph = { tagAt, start: reader.pos, end: reader.pos + length }
    reader.skip(length)
  }
  if (graph === null) throw new Error('an ONNX file without a graph')
  const tail = graphType.encode(graphType.fromObject(added)).finish()
  const head = protobuf.Writer.create()
    .uint32(tag)
    .uint32(graph.end - graph.start + tail.length)
    .finish()
  const parts = [bytes.subarray(0, graph.tagAt), head, bytes.subarray(graph.start, graph.end), tail]
  const extended = new Uint8Array(bytes.length - (graph.start - graph.tagAt) + head.length + tail.length)
  let at = 0
  for (const part of [...parts, bytes.subarray(graph.end)]) {
    extended.set(part, at)
    at += part.length
  }
  return extended
}

export const toEntries = (metadata: Record<string, string>): { key: string; value: string }[] =>
  Object.entries(metadata).map(([key, value]) => ({ key, value }))
