import type { Precision } from '../deit/config.ts'
import { GlanceError } from '../errors.ts'
import { type ModelMetadata, readMetadata } from './metadata.ts'
import { dataTypes } from './proto.ts'

/** A file that is read in pieces: bytes from `offset` on, fewer where it ends. */
export interface Pieces {
  size: number
  read(offset: number, length: number): Uint8Array
}

/** What an ONNX file says of itself; its weights are not read. */
export interface ModelHead {
  /** Glance's metadata, or null where it has none. */
  metadata: ModelMetadata | null
  /** Of most of its weights. */
  precision: Precision
}

const windowSize = 8 * 1024
/** Protobuf's wire types. */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const
/** Numbers of the fields in ONNX's schema. */
const fields = { graph: 7, metadata: 14, key: 1, value: 2, node: 1, initializer: 5, output: 12, dataType: 2 } as const

/**
 * Looks into an ONNX file of any size with a few small reads: protobuf states how long each field is, so weights are
 * stepped over. A list of installed models must not read gigabytes.
 *
 * @throws GlanceError `damaged-model` where the file is cut or no ONNX file; a change inside the weights is not seen
 */
export function readHead(file: Pieces, fileName: string): ModelHead {
  const entries: { key: string; value: string }[] = []
  const weights = { float32: 0, float16: 0 }
  const cursor = new Cursor(file)
  let [nodes, outputs] = [0, 0]
  try {
    cursor.eachField(0, file.size, (field, start, end) => {
      if (field === fields.metadata) entries.push(readEntry(cursor, start, end))
      else if (field === fields.graph) {
        cursor.eachField(start, end, (part, from, to) => {
          if (part === fields.node) nodes++
          else if (part === fields.output) outputs++
          else if (part === fields.initializer) addWeights(cursor, from, to, weights)
        })
      }
    })
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw damaged(fileName, cause)
  }
  if (nodes === 0 || outputs === 0) throw damaged(fileName)
  const metadata = readMetadata({ metadataProps: entries }, fileName)
  return { metadata, precision: weights.float16 > weights.float32 ? 'float16' : 'float32' }
}

function readEntry(cursor: Cursor, start: number, end: number): { key: string; value: string } {
  const entry = { key: '', value: '' }
  cursor.eachField(start, end, (field, from, to) => {
    if (field === fields.key) entry.key = cursor.text(from, to)
    if (field === fields.value) entry.value = cursor.text(from, to)
  })
  return entry
}

function addWeights(cursor: Cursor, start: number, end: number, weights: { float32: number; float16: number }): void {
  cursor.eachField(start, end, (field, from) => {
    if (field !== fields.dataType) return
    const type = cursor.varint(from).value
    if (type === dataTypes.float32) weights.float32 += (end - start) / 4
    if (type === dataTypes.float16) weights.float16 += (end - start) / 2
  })
}

/** Reads protobuf's fields where they are; a RangeError where they end before they should. */
class Cursor {
  readonly #file: Pieces
  #window = new Uint8Array(0)
  #at = 0

  constructor(file: Pieces) {
    this.#file = file
  }

  /** Calls back with the number of each field and the position of its value. */
  eachField(start: number, end: number, visit: (field: number, start: number, end: number) => void): void {
    for (let at = start; at < end;) {
      const { value: tag, next } = this.varint(at)
      const to = this.#endOf(tag % 8, next)
      const from = tag % 8 === wire.bytes ? this.varint(next).next : next
      if (tag < 8 || to > end) throw new RangeError('a field is longer than its message')
      visit(Math.floor(tag / 8), from, to)
      at = to
    }
  }

  varint(at: number): { value: number; next: number } {
    let value = 0
    for (let index = 0; index < 10; index++) {
      const byte = this.#byte(at + index)
      value += (byte % 128) * 2 ** (7 * index)
      if (byte < 128) return { value, next: at + index + 1 }
    }
    throw new RangeError('a number is not terminated')
  }

  text(start: number, end: number): string {
    const bytes = this.#file.read(start, end - start)
    if (bytes.length < end - start) throw new RangeError('the file ends within a string')
    return new TextDecoder().decode(bytes)
  }

  #endOf(type: number, at: number): number {
    if (type === wire.varint) return this.varint(at).next
    if (type === wire.fixed64) return at + 8
    if (type === wire.fixed32) return at + 4
    if (type !== wire.bytes) throw new RangeError(`there is no wire type ${type}`)
    const { value, next } = this.varint(at)
    return next + value
  }

  #byte(at: number): number {
    if (at < this.#at || at >= this.#at + this.#window.length) {
      this.#window = new Uint8Array(this.#file.read(at, windowSize))
      this.#at = at
    }
    const byte = this.#window[at - this.#at]
    if (byte === undefined) throw new RangeError('the file ends within a field')
    return byte
  }
}

const damaged = (fileName: string, cause?: unknown): GlanceError =>
  new GlanceError(
    'damaged-model',
    '{file} is not a complete ONNX file: it is truncated or damaged.',
    'Download or export it again.',
    { params: { file: fileName }, cause },
  )
