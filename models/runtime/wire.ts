import { GlanceError } from '../errors.ts'
import type { BatchOutput } from './engine.ts'

/** The tensors of a BatchOutput, in the order they travel. */
const fields = ['clsLogits', 'distLogits', 'embeddings', 'attentionRows', 'rollout', 'attention'] as const

/**
 * A batch's output as bytes, for a way that carries bytes only: uint32 count, then for each field its uint32 length in
 * floats and the floats, little endian. A field that the model does not have is of length 0.
 */
export function encodeOutput(output: BatchOutput): Uint8Array<ArrayBuffer> {
  const tensors = fields.map((field) => output[field])
  const words = new Uint32Array(1 + fields.length + tensors.reduce((sum, tensor) => sum + (tensor?.length ?? 0), 0))
  const floats = new Float32Array(words.buffer)
  words[0] = output.count
  let at = 1
  for (const tensor of tensors) {
    words[at++] = tensor?.length ?? 0
    if (tensor !== null) floats.set(tensor, at)
    at += tensor?.length ?? 0
  }
  return new Uint8Array(words.buffer)
}

/**
 * The output that `encodeOutput` wrote.
 *
 * @param count images that the batch had: an answer to anything else is none
 * @throws GlanceError `engine-failed` where the bytes are cut short, too long, or hold values that are not numbers
 */
export function decodeOutput(bytes: Uint8Array, count: number): BatchOutput {
  const refuse = (message: string, params = {}): GlanceError =>
    new GlanceError('engine-failed', message, 'Run it again.', { params })
  if (bytes.length % 4 !== 0 || bytes.length < 4 * (1 + fields.length))
    throw refuse("The model's output cannot be used: it is truncated.")
  const buffer = new Uint8Array(bytes).buffer // copied: floats must be aligned
  const words = new Uint32Array(buffer)
  if (words[0] !== count)
    throw refuse("The model's output cannot be used: it is for {got} images, not {count}.", { got: words[0]!, count })
  const output: BatchOutput = {
    count,
    clsLogits: new Float32Array(0),
    distLogits: null,
    embeddings: null,
    attentionRows: null,
    rollout: null,
    attention: null,
  }
  let at = 1
  for (const field of fields) {
    if (at >= words.length) throw refuse("The model's output cannot be used: it is truncated.")
    const length = words[at++]!
    if (at + length > words.length) throw refuse("The model's output cannot be used: it is truncated.")
    if (length % count !== 0) throw refuse("The model's output cannot be used: its parts do not match its images.")
    const tensor = new Float32Array(buffer, at * 4, length)
    if (!tensor.every(Number.isFinite))
      throw refuse("The model's output cannot be used: it contains values that are not finite numbers.")
    if (length > 0) output[field] = tensor
    at += length
  }
  if (at !== words.length) throw refuse("The model's output cannot be used: it is too long.")
  if (output.clsLogits.length === 0) throw refuse("The model's output cannot be used: it has no logits.")
  return output
}
