import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'

/** The app's icon for every system, from the one that the page has: patches of a photo, two of them attended to. */
const here = import.meta.dirname
const source = readFileSync(join(here, '../../renderer/public/icon.svg'))
const sides = [16, 32, 48, 64, 128, 256, 512, 1024]
/** macOS names its sizes by four letters; the second ones of a size are for displays of double density. */
const macNames: [string, number][] = [
  ['icp4', 16],
  ['ic11', 32],
  ['icp5', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

const render = (side: number, picture: number = side): Promise<Buffer> =>
  sharp(source, { density: (72 * picture) / 64 })
    .resize(picture, picture)
    .extend({
      top: (side - picture) / 2,
      bottom: (side - picture) / 2,
      left: (side - picture) / 2,
      right: (side - picture) / 2,
      background: '#0000',
    })
    .png({ compressionLevel: 9 })
    .toBuffer()

const pictures = new Map(await Promise.all(sides.map(async (side) => [side, await render(side)] as const)))
/** macOS needs a margin around an icon: 824 of 1024 pixels. */
const airy = new Map(
  await Promise.all(
    sides.map(async (side) => [side, await render(side, 2 * Math.round((side * 824) / 2048))] as const),
  ),
)

for (const side of sides.filter((one) => one !== 48))
  writeFileSync(join(here, `${side}x${side}.png`), pictures.get(side)!)
writeFileSync(join(here, 'icon.ico'), packIco(sides.filter((side) => side <= 256)))
writeFileSync(join(here, 'icon.icns'), packIcns())

function packIco(all: number[]): Buffer {
  const head = Buffer.alloc(6 + 16 * all.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(all.length, 4)
  let offset = head.length
  for (const [index, side] of all.entries()) {
    const at = 6 + 16 * index
    const { length } = pictures.get(side)!
    head.writeUInt8(side % 256, at) // 0 means 256
    head.writeUInt8(side % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += length
  }
  return Buffer.concat([head, ...all.map((side) => pictures.get(side)!)])
}

function packIcns(): Buffer {
  const parts = macNames.flatMap(([name, side]) => {
    const head = Buffer.alloc(8)
    head.write(name, 'latin1')
    head.writeUInt32BE(8 + airy.get(side)!.length, 4)
    return [head, airy.get(side)!]
  })
  const head = Buffer.alloc(8)
  head.write('icns', 'latin1')
  head.writeUInt32BE(8 + parts.reduce((sum, { length }) => sum + length, 0), 4)
  return Buffer.concat([head, ...parts])
}
