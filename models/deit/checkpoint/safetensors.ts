import { type ErrorParams, GlanceError } from '../../errors.ts'
import { bytesPerFloat, countElements, formatShape, toFloat32 } from '../tensor.ts'
import type { FloatType, StateDict } from '../tensor.ts'

/** The format's own limit on the header. */
const maxHeaderBytes = 100_000_000

const floats: Record<string, FloatType> = { F16: 'float16', BF16: 'bfloat16', F32: 'float32', F64: 'float64' }
/** Known to the format and never weights of a DeiT: checked like the others, then left out. */
const integers: Record<string, number> = { BOOL: 1, U8: 1, I8: 1, U16: 2, I16: 2, U32: 4, I32: 4, U64: 8, I64: 8 }

interface Entry {
  name: string
  dtype: string
  shape: number[]
  begin: number
  end: number
}

/**
 * Reads a safetensors file (an 8-byte little-endian header length, a JSON header, then the tensors end to end).
 *
 * @returns every floating-point tensor as float32; integer tensors (`position_ids`) are left out.
 * @throws GlanceError 'damaged-model' when lengths, JSON, shapes or offsets do not fit each other;
 *   'unsupported-model' for an element type that is neither an integer nor a 16-, 32- or 64-bit float.
 */
export function readSafetensors(bytes: Uint8Array, fileName: string): StateDict {
  const { entries, dataStart } = readHeader(bytes, fileName)
  checkCoverage(entries, bytes.length - dataStart, fileName)
  const state: StateDict = new Map()
  for (const { name, dtype, shape, begin, end } of entries) {
    const type = floats[dtype]
    if (type) state.set(name, { shape, data: toFloat32(bytes.subarray(dataStart + begin, dataStart + end), type) })
  }
  return state
}

function readHeader(bytes: Uint8Array, fileName: string): { entries: Entry[]; dataStart: number } {
  if (bytes.length < 8)
    throw damaged('"{file}": expected a safetensors header of 8 bytes or more, got {bytes} bytes', {
      file: fileName,
      bytes: bytes.length,
    })
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true))
  if (length > maxHeaderBytes)
    throw damaged('"{file}": its header claims {bytes} bytes, expected at most {max}', {
      file: fileName,
      bytes: length,
      max: maxHeaderBytes,
    })
  if (length > bytes.length - 8)
    throw damaged('"{file}": expected a header of {expected} bytes, got {bytes}', {
      file: fileName,
      expected: length,
      bytes: bytes.length - 8,
    })
  const header = parseHeader(bytes.subarray(8, 8 + length), fileName)
  const entries = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => readEntry(name, value, fileName))
  return { entries, dataStart: 8 + length }
}

function parseHeader(bytes: Uint8Array, fileName: string): object {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return header
  } catch (cause) {
    throw damaged('"{file}": its safetensors header is not JSON', { file: fileName }, cause)
  }
  throw damaged('"{file}": expected its safetensors header to be a JSON object', { file: fileName })
}

function readEntry(name: string, value: unknown, fileName: string): Entry {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = Object(value) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw damaged('"{file}": expected dtype, shape and data_offsets for "{name}"', { file: fileName, name })
  }
  const [begin, end] = offsets as [number, number]
  const size = Object.hasOwn(floats, dtype)
    ? bytesPerFloat[floats[dtype]!]
    : Object.hasOwn(integers, dtype)
      ? integers[dtype]!
      : undefined
  if (size === undefined) {
    throw new GlanceError(
      'unsupported-model',
      '"{file}": "{name}" has element type {type}, expected F16, BF16, F32 or F64',
      'Use the unquantised checkpoint.',
      { params: { file: fileName, name, type: dtype } },
    )
  }
  const expected = countElements(shape) * size
  if (end - begin !== expected) {
    throw damaged(
      '"{file}": "{name}" of shape {shape} and type {type} takes {expected} bytes, its offsets span {bytes}',
      { file: fileName, name, shape: formatShape(shape), type: dtype, expected, bytes: end - begin },
    )
  }
  return { name, dtype, shape, begin, end }
}

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)

/** Tensors lie end to end over the whole rest of the file: a gap, an overlap or an early end means damage. */
function checkCoverage(entries: readonly Entry[], dataLength: number, fileName: string): void {
  let at = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (end > dataLength)
      throw damaged('"{file}": "{name}" ends at byte {end} of {size}: the file is truncated', {
        file: fileName,
        name,
        end,
        size: dataLength,
      })
    if (begin !== at)
      throw damaged(
        begin < at
          ? '"{file}": expected "{name}" to begin at byte {expected}, got {begin}: tensors overlap'
          : '"{file}": expected "{name}" to begin at byte {expected}, got {begin}: tensors leave a gap',
        { file: fileName, name, expected: at, begin },
      )
    at = end
  }
  if (at !== dataLength)
    throw damaged('"{file}": expected {expected} bytes of tensors, got {bytes}', {
      file: fileName,
      expected: at,
      bytes: dataLength,
    })
}

const damaged = (message: string, params: ErrorParams, cause?: unknown): GlanceError =>
  new GlanceError('damaged-model', message, 'Download or save the file again.', { params, cause })
