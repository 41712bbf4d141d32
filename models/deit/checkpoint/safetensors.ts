import { GlanceError } from '../../errors.ts'
import { bytesPerFloat, countElements, formatShape, toFloat32 } from './tensor.ts'
import type { FloatType, StateDict } from './tensor.ts'

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
    throw damaged(fileName, `expected a safetensors header of 8 bytes or more, got ${bytes.length} bytes`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true))
  if (length > maxHeaderBytes)
    throw damaged(fileName, `its header claims ${length} bytes, expected at most ${maxHeaderBytes}`)
  if (length > bytes.length - 8)
    throw damaged(fileName, `expected a header of ${length} bytes, got ${bytes.length - 8}`)
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
    throw damaged(fileName, 'its safetensors header is not JSON', cause)
  }
  throw damaged(fileName, 'expected its safetensors header to be a JSON object')
}

function readEntry(name: string, value: unknown, fileName: string): Entry {
  const {
    dtype,
    shape,
    data_offsets: offsets,
  } = Object(value) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown }
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    throw damaged(fileName, `expected dtype, shape and data_offsets for "${name}"`)
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
      `"${fileName}": "${name}" has element type ${dtype}, expected F16, BF16, F32 or F64`,
      'Use the unquantised checkpoint.',
    )
  }
  const expected = countElements(shape) * size
  if (end - begin !== expected) {
    throw damaged(
      fileName,
      `"${name}" of shape ${formatShape(shape)} and type ${dtype} takes ${expected} bytes, its offsets span ${end - begin}`,
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
      throw damaged(fileName, `"${name}" ends at byte ${end} of ${dataLength}: the file is truncated`)
    if (begin !== at)
      throw damaged(
        fileName,
        `expected "${name}" to begin at byte ${at}, got ${begin}: tensors ${begin < at ? 'overlap' : 'leave a gap'}`,
      )
    at = end
  }
  if (at !== dataLength) throw damaged(fileName, `expected ${at} bytes of tensors, got ${dataLength}`)
}

const damaged = (fileName: string, what: string, cause?: unknown): GlanceError =>
  new GlanceError('damaged-model', `"${fileName}": ${what}`, 'Download or save the file again.', { cause })
