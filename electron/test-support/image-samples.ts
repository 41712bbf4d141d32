/** Images and folders that the tests of this room make for themselves. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, createDeflate } from 'node:zlib'
import { loadSharp } from '../images/sharp-runtime.ts'

/** A temporary folder that goes away at the end of the scope. */
export async function makeFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'glance-ingest-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** The colours of `drawQuarters`: top left, top right, bottom left, bottom right. */
export const quarters = [
  [220, 40, 40],
  [40, 200, 60],
  [50, 60, 220],
  [230, 220, 60],
] as const

/** Raw RGB with a colour in each quarter: any turn, mirroring or swapped channel shows. */
export function drawQuarters(width: number, height: number): Uint8Array {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++)
      data.set(quarters[(y * 2 >= height ? 2 : 0) + (x * 2 >= width ? 1 : 0)]!, (y * width + x) * 3)
  }
  return data
}

/** A sharp pipeline on quarters. */
export async function openQuarters(width: number, height: number) {
  const sharp = await loadSharp()
  return sharp(drawQuarters(width, height), { raw: { width, height, channels: 3 } })
}

/** The colour in the middle of each quarter of RGB pixels. */
export function readQuarters(data: Uint8Array, width: number, height = width): number[][] {
  return [
    [1, 1],
    [3, 1],
    [1, 3],
    [3, 3],
  ].map(([x, y]) => {
    const at = (Math.floor((height * y!) / 4) * width + Math.floor((width * x!) / 4)) * 3
    return [...data.subarray(at, at + 3)]
  })
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** A true, black PNG of any size, in little memory: a decoding bomb where the size is large. */
export async function makeBlackPng(width: number, height: number): Promise<Buffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8) // 8 bits, grey
  const deflate = createDeflate({ level: 1 })
  const packed: Buffer[] = []
  deflate.on('data', (part: Buffer) => packed.push(part))
  const row = Buffer.alloc(width + 1)
  for (let y = 0; y < height; y++) {
    if (!deflate.write(row)) await new Promise((resolve) => deflate.once('drain', resolve))
  }
  await new Promise<void>((resolve) => deflate.on('end', resolve).end())
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', Buffer.concat(packed)),
    pngChunk('IEND', new Uint8Array(0)),
  ])
}

export interface BmpRecipe {
  width: number
  /** Negative for rows from the top. */
  height: number
  bits: number
  compression?: number
  palette?: readonly number[]
  masks?: readonly number[]
  /** The header's size: 12, 40, 108 or 124. */
  header?: number
  pixels: Uint8Array
}

/** A bitmap file around pixels that are already packed as its header says. */
export function makeBmp({
  width,
  height,
  bits,
  compression = 0,
  palette = [],
  masks = [],
  header = 40,
  pixels,
}: BmpRecipe): Uint8Array {
  const maskBytes = header === 40 ? masks.length * 4 : 0
  const offset = 14 + header + maskBytes + palette.length
  const file = Buffer.alloc(offset + pixels.length)
  file.write('BM', 'latin1')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(offset, 10)
  file.writeUInt32LE(header, 14)
  if (header === 12) {
    file.writeUInt16LE(width, 18)
    file.writeUInt16LE(height, 20)
    file.writeUInt16LE(bits, 24)
  } else {
    file.writeInt32LE(width, 18)
    file.writeInt32LE(height, 22)
    file.writeUInt16LE(bits, 28)
    file.writeUInt32LE(compression, 30)
    file.writeUInt32LE(palette.length / 4, 46)
    masks.forEach((mask, index) => file.writeUInt32LE(mask, 54 + index * 4))
  }
  file.set(palette, 14 + header + maskBytes)
  file.set(pixels, offset)
  return file
}
