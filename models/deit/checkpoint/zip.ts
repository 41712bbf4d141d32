import { crc32 } from 'node:zlib'
import { type ErrorParams, GlanceError } from '../../errors.ts'

/** Files of an archive by path. The bytes are views of the archive, not copies. */
export type ZipRecords = Map<string, Uint8Array>

const endSignature = 0x06054b50
const end64LocatorSignature = 0x07064b50
const end64Signature = 0x06064b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50
const wide = 0xffffffff // "look in the ZIP64 field"

/**
 * Reads the directory of a ZIP archive whose files are stored, as torch writes them, ZIP64 included.
 * Unlike a general unzipper it copies nothing, so a 350 MB checkpoint is in memory once.
 *
 * @throws GlanceError 'damaged-model' for a directory that does not fit the bytes, or a file whose checksum is wrong,
 * 'unsupported-model' for compressed files.
 */
export function readZip(bytes: Uint8Array, fileName: string): ZipRecords {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  try {
    return readDirectory(bytes, view, fileName)
  } catch (cause) {
    if (cause instanceof RangeError)
      throw damaged('"{file}": its ZIP directory points outside the file', { file: fileName }, cause)
    throw cause
  }
}

function readDirectory(bytes: Uint8Array, view: DataView, fileName: string): ZipRecords {
  const { count, start } = findDirectory(view, fileName)
  const records: ZipRecords = new Map()
  let at = start
  for (let i = 0; i < count; i++) {
    if (view.getUint32(at, true) !== centralSignature)
      throw damaged('"{file}": expected {expected} files in its ZIP directory, got {count}', {
        file: fileName,
        expected: count,
        count: i,
      })
    const method = view.getUint16(at + 10, true)
    const nameLength = view.getUint16(at + 28, true)
    const extraLength = view.getUint16(at + 30, true)
    const path = new TextDecoder().decode(slice(bytes, at + 46, nameLength))
    if (method !== 0) {
      throw new GlanceError(
        'unsupported-model',
        '"{file}": "{path}" is compressed, expected a stored file as torch writes it',
        'Save the checkpoint again with torch.save.',
        { params: { file: fileName, path } },
      )
    }
    const { size, offset } = readPlace(view, at, at + 46 + nameLength, extraLength)
    if (view.getUint32(offset, true) !== localSignature)
      throw damaged('"{file}": "{path}" does not begin where its ZIP directory says', { file: fileName, path })
    // The local header has its own, different extra field: torch pads there to align the data.
    const data = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
    const content = slice(bytes, data, size)
    // 0 where it was not computed, as torch does when it is told not to.
    const expected = view.getUint32(at + 16, true)
    if (expected !== 0 && crc32(content) !== expected)
      throw damaged('"{file}": "{path}" is not what was saved: its checksum is wrong', { file: fileName, path })
    records.set(path, content)
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true)
  }
  return records
}

/** The end record is last, behind a comment of at most 65,535 bytes. */
function findDirectory(view: DataView, fileName: string): { count: number; start: number } {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) !== endSignature) continue
    if (at >= 20 && view.getUint32(at - 20, true) === end64LocatorSignature) {
      const end64 = readUint64(view, at - 12)
      if (view.getUint32(end64, true) !== end64Signature)
        throw damaged('"{file}": its ZIP64 end record is missing', { file: fileName })
      return { count: readUint64(view, end64 + 32), start: readUint64(view, end64 + 48) }
    }
    return { count: view.getUint16(at + 10, true), start: view.getUint32(at + 16, true) }
  }
  throw damaged('"{file}": its ZIP directory is missing: the file is truncated', { file: fileName })
}

/** Size and offset of one file; the ZIP64 field holds, in this order, only those that did not fit 32 bits. */
function readPlace(
  view: DataView,
  at: number,
  extraStart: number,
  extraLength: number,
): { size: number; offset: number } {
  const packed = view.getUint32(at + 20, true)
  let size = view.getUint32(at + 24, true)
  let offset = view.getUint32(at + 42, true)
  for (let extra = extraStart; extra + 4 <= extraStart + extraLength; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== 1) continue
    let field = extra + 4
    if (size === wide) {
      size = readUint64(view, field)
      field += 8
    }
    if (packed === wide) field += 8
    if (offset === wide) offset = readUint64(view, field)
    break
  }
  return { size, offset }
}

function readUint64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true))
  if (value > view.byteLength) throw new RangeError('outside the file')
  return value
}

function slice(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (start + length > bytes.length) throw new RangeError('outside the file')
  return bytes.subarray(start, start + length)
}

const damaged = (message: string, params: ErrorParams, cause?: unknown): GlanceError =>
  new GlanceError('damaged-model', message, 'Download or save the file again.', { params, cause })
