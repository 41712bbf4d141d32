import { type ErrorParams, GlanceError } from '../../../models/errors.ts'
import type { ConvertedModel, ConvertOptions } from './import-options.ts'
import { exposeEmbeddings } from '../../../models/onnx/expose-embeddings.ts'
import { type OutputKind, parseOnnx, readMetadata, writeMetadata } from '../../../models/onnx/metadata.ts'
import { dataTypes, encodeMetadata, type OnnxModel, type OnnxValueInfo } from '../../../models/onnx/proto.ts'
import { largestBatch } from '../../../models/onnx/metadata-schema.ts'
import { preprocessingPresets } from '../../../models/deit/presets.ts'
import { fingerprint } from './fingerprint.ts'
import { readLabels } from './labels.ts'

/**
 * Registers an external ONNX classifier: how it is fed and read is taken from the file, and what the file does not
 * say (class names, preprocessing) is put behind its bytes as metadata.
 * The input of its last linear layer, where there is one, becomes another output: its embeddings. Nothing else of its
 * graph is touched; it gives no attention.
 */
export function describeExternal(bytes: Uint8Array, options: ConvertOptions): ConvertedModel {
  const { file, name } = options
  const model = parseOnnx(bytes, file)
  const own = readMetadata(model, file)
  // A model that Glance wrote is complete already: importing it means installing it.
  if (own !== null) {
    if (options.labels !== undefined || options.resolution !== undefined) {
      throw new GlanceError(
        'unsupported-model',
        '{file} was built by Glance and contains its labels and resolution.',
        'Import its checkpoint with these options.',
        { params: { file } },
      )
    }
    if (!options.isNamed || name === own.name) return { fileName: file, metadata: own, bytes, isClaimed: true }
    const metadata = { ...own, name }
    const named = Buffer.concat([bytes, encodeMetadata(writeMetadata(metadata))])
    return { fileName: file, metadata, bytes: named, isClaimed: true }
  }

  const weights = new Set(model.graph.initializer.map((tensor) => tensor.name))
  const inputs = model.graph.input.filter((input) => !weights.has(input.name))
  const [input, output] = [inputs[0], model.graph.output[0]]
  if (inputs.length !== 1 || input === undefined)
    throw unsupported('{file} cannot be used as a classifier: it has {count} inputs: {inputs}.', {
      file,
      count: inputs.length,
      inputs: inputs.map((each) => each.name).join(', '),
    })
  const [batch, channels, height, width] = shapeOf(input)
  if (shapeOf(input).length !== 4 || channels !== 3 || (height !== width && height !== null && width !== null)) {
    throw unsupported('{file} cannot be used as a classifier: its input {input} is not [batch, 3, size, size].', {
      file,
      input: describe(input),
    })
  }
  if (tensorOf(input)?.elemType !== dataTypes.float32)
    throw unsupported('{file} cannot be used as a classifier: its input {input} is not float32.', {
      file,
      input: input.name,
    })
  if (batch != null && (batch < 1 || batch > largestBatch))
    throw unsupported('{file} cannot be used as a classifier: it takes {batch} images at once, {most} is the most.', {
      file,
      batch,
      most: largestBatch,
    })
  const fixed = height ?? width ?? null
  const size = options.resolution ?? fixed
  if (size === null)
    throw new GlanceError('unsupported-model', '{file} accepts any input size.', 'Set it: --resolution 224', {
      params: { file },
    })
  if (fixed !== null && size !== fixed)
    throw unsupported('{file} cannot be used as a classifier: its input is {fixed} pixels per side, not {size}.', {
      file,
      fixed,
      size,
    })
  const [, classes, ...rest] = shapeOf(output!)
  if (typeof classes !== 'number' || rest.some((dimension) => dimension !== 1)) {
    throw unsupported('{file} cannot be used as a classifier: its output {output} is not [batch, classes].', {
      file,
      output: describe(output!),
    })
  }

  const labels = readLabels(options.labels, classes, name)
  const preprocessing = preprocessingPresets[options.preprocessing ?? 'imagenet'](size)
  const exposed = exposeEmbeddings(bytes, model, { output: output!.name, classes })
  const embeddings = exposed === null ? {} : { embeddings: exposed.embeddings }
  const metadata = {
    kind: 'foreign' as const,
    name,
    labels,
    preprocessing,
    // With other embeddings than before it is another model: those of two must not meet in one project.
    fingerprint: fingerprint([bytes], { labels, preprocessing, ...embeddings }),
    origin: { ...options.origin, scheme: 'onnx' },
    foreign: {
      input: input.name,
      output: output!.name,
      batch: batch ?? null,
      outputs: outputKind(model, output!.name),
      ...embeddings,
    },
  }
  const graph = exposed?.bytes ?? bytes
  return { fileName: file, metadata, bytes: Buffer.concat([graph, encodeMetadata(writeMetadata(metadata))]) }
}

/** A file may leave out what its values are, whatever the types say. */
const tensorOf = ({ type }: OnnxValueInfo): Partial<OnnxValueInfo['type']['tensorType']> | undefined =>
  (type as Partial<OnnxValueInfo['type']> | undefined)?.tensorType

const dimensionsOf = (value: OnnxValueInfo): OnnxValueInfo['type']['tensorType']['shape']['dim'] =>
  (tensorOf(value)?.shape as Partial<OnnxValueInfo['type']['tensorType']['shape']> | undefined)?.dim ?? []

/** Sizes of a value; null where the file leaves one open. */
const shapeOf = (value: OnnxValueInfo): (number | null)[] =>
  dimensionsOf(value).map(({ dimValue, dimParam }) => (dimParam || !dimValue ? null : dimValue))

const describe = (value: OnnxValueInfo): string =>
  `${value.name} [${shapeOf(value)
    .map((size) => size ?? '?')
    .join(', ')}]`

/** A classifier that ends in a softmax gives probabilities; another softmax over them would make all classes alike. */
function outputKind(model: OnnxModel, output: string, seen: ReadonlySet<string> = new Set()): OutputKind {
  const source = model.graph.node.find((node) => node.output.includes(output))
  // Without a source, or in a circle that no runtime would run.
  if (source === undefined || seen.has(output)) return 'logits'
  const keepsValues = ['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Cast'].includes(source.opType)
  if (keepsValues && source.input[0] !== undefined)
    return outputKind(model, source.input[0], new Set([...seen, output]))
  return source.opType === 'Softmax' ? 'probabilities' : 'logits'
}

const unsupported = (message: string, params: ErrorParams): GlanceError =>
  new GlanceError(
    'unsupported-model',
    message,
    'Glance runs ONNX classifiers with one float32 input [batch, 3, size, size] and an output [batch, classes].',
    { params },
  )
