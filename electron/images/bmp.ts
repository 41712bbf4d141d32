/**
 * Windows bitmaps, which sharp does not read: every header since OS/2, 1 to 32 bits, masks, both run-length codings.
 */

import { type ErrorDetails, type ErrorParams, phrase, sayDetails } from '../../models/errors.ts'

/** Raw pixels as sharp takes them. */
export interface RawImage {
  width: number
  height: number
  channels: 3 | 4
  data: Uint8Array
}

export interface BmpHeader {
  width: number
  height: number
  topDown: boolean
  bits: number
  /** 0 none, 1 RLE8, 2 RLE4, 3 masks. */
  compression: number
  /** Where the pixels begin. */
  offset: number
  /** Blue, green, red (and one unused byte in 4) per colour. */
  palette: Uint8Array
  paletteStep: 3 | 4
  /** Red, green, blue, alpha. */
  masks: readonly [number, number, number, number]
}

/** Something wrong with a bitmap: `unsupported` where another program may still read it. */
export class BmpError extends Error {
  readonly unsupported: boolean
  readonly details: ErrorDetails

  constructor(
    message: string,
    { unsupported = false, params = {} }: { unsupported?: boolean; params?: ErrorParams } = {},
  ) {
    const details = phrase(message, params)
    super(sayDetails(details))
    this.details = details
    this.unsupported = unsupported
  }
}

const depths = new Map([
  [0, [1, 4, 8, 16, 24, 32]],
  [1, [8]],
  [2, [4]],
  [3, [16, 32]],
  [6, [16, 32]],
])

/** Reads and checks the header alone, so that its promises can be weighed before any memory is taken. */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  if (bytes.length < 26) throw new BmpError('its header is truncated')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = view.getUint32(14, true)
  const old = size === 12
  if (!old && (size < 40 || size > 124))
    throw new BmpError('its header of {size} bytes is not supported', { unsupported: true, params: { size } })
  if (bytes.length < 14 + size) throw new BmpError('its header is truncated')
  const width = old ? view.getUint16(18, true) : view.getInt32(18, true)
  const signed = old ? view.getUint16(20, true) : view.getInt32(22, true)
  const bits = view.getUint16(old ? 24 : 28, true)
  const compression = old ? 0 : view.getUint32(30, true)
  if (width <= 0 || signed === 0) throw new BmpError('its size is invalid')
  if (depths.get(compression)?.includes(bits) !== true)
    throw new BmpError('{bits} bits with compression {compression} are not supported', {
      unsupported: true,
      params: { bits, compression },
    })

  const masked = compression === 3 || compression === 6
  const inHeader = size >= 52
  const maskBytes = masked && !inHeader ? (compression === 6 ? 16 : 12) : 0
  if (bytes.length < 14 + size + maskBytes) throw new BmpError('its header is truncated')
  const readMask = (index: number) => view.getUint32(54 + 4 * index, true)
  const hasAlpha = masked && (size >= 56 || compression === 6)
  const masks = masked
    ? ([readMask(0), readMask(1), readMask(2), hasAlpha ? readMask(3) : 0] as const)
    : bits === 16
      ? ([0x7c00, 0x3e0, 0x1f, 0] as const)
      : ([0xff0000, 0xff00, 0xff, 0] as const)

  const paletteStep = old ? 3 : 4
  const wanted = bits > 8 ? 0 : (old ? 0 : view.getUint32(46, true)) || 1 << bits
  const paletteAt = 14 + size + maskBytes
  const offset = view.getUint32(10, true)
  const colours = Math.min(wanted, 1 << bits, Math.floor((Math.min(offset, bytes.length) - paletteAt) / paletteStep))
  const palette = bytes.subarray(paletteAt, paletteAt + Math.max(0, colours) * paletteStep)
  return {
    width,
    height: Math.abs(signed),
    topDown: signed < 0,
    bits,
    compression,
    offset,
    palette,
    paletteStep,
    masks,
  }
}

/** Decodes all pixels; alpha only where the header has a mask for it that some pixel uses. */
export function decodeBmp(bytes: Uint8Array, header: BmpHeader = readBmpHeader(bytes)): RawImage {
  const { width, height, topDown, bits, compression } = header
  // Bytes of a row, padded to 4. A file that promises more pixels than it holds is refused before they are allocated.
  const stride = Math.ceil((width * bits) / 32) * 4
  const runs = compression === 1 || compression === 2
  if (!runs && header.offset + stride * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length)
    throw new BmpError('its pixels are truncated')
  const indices = runs ? expandRuns(bytes, header) : null
  const channels = bits > 8 && header.masks[3] !== 0 ? 4 : 3
  const data = new Uint8Array(width * height * channels)
  const readPixel = pixelReader(bytes, header, channels)
  for (let y = 0; y < height; y++) {
    const row = topDown ? y : height - 1 - y
    for (let x = 0, to = y * width * channels; x < width; x++, to += channels) {
      if (indices === null) readPixel(data, to, header.offset + row * stride, x)
      else copyColour(data, to, header, indices[row * width + x]!)
    }
  }
  if (channels === 4 && isTransparent(data)) for (let at = 3; at < data.length; at += 4) data[at] = 255
  return { width, height, channels, data }
}

/** Many programs leave the alpha of an opaque bitmap at 0. */
function isTransparent(data: Uint8Array): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) return false
  return true
}

function copyColour(data: Uint8Array, to: number, { palette, paletteStep }: BmpHeader, index: number): void {
  const at = index * paletteStep
  if (at + 2 >= palette.length) return // beyond the palette: black
  data[to] = palette[at + 2]!
  data[to + 1] = palette[at + 1]!
  data[to + 2] = palette[at]!
}

type PixelReader = (data: Uint8Array, to: number, row: number, x: number) => void

function pixelReader(bytes: Uint8Array, header: BmpHeader, channels: number): PixelReader {
  const { bits, masks } = header
  if (bits <= 8) {
    const perByte = 8 / bits
    return (data, to, row, x) => {
      const shift = 8 - bits * ((x % perByte) + 1)
      copyColour(data, to, header, (bytes[row + Math.floor(x / perByte)]! >> shift) & ((1 << bits) - 1))
    }
  }
  if (bits === 24) {
    return (data, to, row, x) => {
      const at = row + 3 * x
      data[to] = bytes[at + 2]!
      data[to + 1] = bytes[at + 1]!
      data[to + 2] = bytes[at]!
    }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts = masks.slice(0, channels).map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask)
    return { shift, max: mask >>> shift }
  })
  return (data, to, row, x) => {
    const pixel = bits === 16 ? view.getUint16(row + 2 * x, true) : view.getUint32(row + 4 * x, true)
    parts.forEach(({ shift, max }, part) => {
      data[to + part] = max === 0 ? 0 : Math.round(((((pixel >>> shift) & max) >>> 0) * 255) / max)
    })
  }
}

/** RLE8 and RLE4 to one palette index a pixel; what the runs skip stays 0. */
function expandRuns(bytes: Uint8Array, { width, height, bits, offset }: BmpHeader): Uint8Array {
  const pixels = new Uint8Array(width * height)
  const half = bits === 4
  let at = offset,
    x = 0,
    y = 0
  const next = () => {
    if (at >= bytes.length) throw new BmpError('its pixels are truncated')
    return bytes[at++]!
  }
  const put = (index: number) => {
    if (x < width && y < height) pixels[y * width + x] = index
    x++
  }
  while (y < height) {
    const count = next()
    const value = next()
    if (count > 0) for (let i = 0; i < count; i++) put(!half ? value : i % 2 === 0 ? value >> 4 : value & 15)
    else if (value === 0) [x, y] = [0, y + 1]
    else if (value === 1) break
    else if (value === 2) [x, y] = [x + next(), y + next()]
    else {
      let pair = 0
      for (let i = 0; i < value; i++) {
        if (!half || i % 2 === 0) pair = next()
        put(!half ? pair : i % 2 === 0 ? pair >> 4 : pair & 15)
      }
      if ((half ? Math.ceil(value / 2) : value) % 2 === 1) at++ // runs begin at even places
    }
  }
  return pixels
}
