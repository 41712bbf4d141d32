import { readFileSync } from 'node:fs'
import { interpolateMagma } from 'd3-scale-chromatic'
import sharp from 'sharp'
import { decodeImage } from '../electron/ingest/decode.ts'
import { findModel } from '../electron/import/installed.ts'
import { specialTokens } from '../models/deit/config.ts'
import { resizedSide } from '../models/deit/preprocess.ts'
import { predict } from '../models/deit/predict.ts'
import { quantizeMaps } from '../models/deit/rollout.ts'
import { openEngine } from '../models/inference/open-engine.ts'

/**
 * Draws the README's picture: a photo, and the rollout of both tokens of the embedded model over it.
 * Usage: node build/picture.ts <photo> <picture.jpg>
 */
const [photo = '', picture = ''] = process.argv.slice(2)
const side = 320
const gap = 12

const model = findModel('', 'default')
const { config, labels, preprocessing } = model.metadata
const bytes = readFileSync(photo)
const decode = (resize: number, crop: number): Promise<Uint8Array> =>
  decodeImage(bytes, { fileName: photo, sizes: { resize, crop, interpolation: 'bicubic' }, thumbnail: false }).then(({ pixels }) => pixels)

const engine = await openEngine(model, { provider: 'cpu', wanted: 'maps' })
const output = await engine.run(new Uint8Array(await decode(resizedSide(preprocessing), preprocessing.size)))
await engine.dispose()
const maps = quantizeMaps(output.rollout!, specialTokens(config!))
const { cls, dist } = predict(output.clsLogits, output.distLogits, 1)

const square = await sharp(await decode(Math.round(side / preprocessing.cropRatio), side), { raw: { width: side, height: side, channels: 3 } }).png().toBuffer()
const heats = await Promise.all([0, 1].map((token) => paint(maps.subarray((token * maps.length) / 2, ((token + 1) * maps.length) / 2))))
const captions = ['photo', `class token: ${labels[cls[0]!.classIndex]!}`, `distillation token: ${labels[dist![0]!.classIndex]!}`]
const width = 3 * side + 4 * gap
await sharp({ create: { width, height: side + 2 * gap + 24, channels: 3, background: '#14161a' } })
  .composite([
    ...[0, 1, 2].map((panel) => ({ input: square, left: gap + panel * (side + gap), top: gap })),
    ...heats.map((input, index) => ({ input, left: gap + (index + 1) * (side + gap), top: gap })),
    ...captions.map((caption, panel) => ({ input: write(caption), left: gap + panel * (side + gap), top: side + gap + 4 })),
  ])
  .jpeg({ quality: 82 })
  .toFile(picture)

/** A map over the patches as a see-through layer, smoothly enlarged. */
async function paint(map: Uint8Array): Promise<Buffer> {
  const grid = Math.sqrt(map.length)
  const { data } = await sharp(map, { raw: { width: grid, height: grid, channels: 1 } }).resize(side, side, { kernel: 'cubic' })
    .extractChannel(0).raw().toBuffer({ resolveWithObject: true })
  const pixels = new Uint8Array(side * side * 4)
  data.forEach((value, index) => {
    const [red, green, blue] = interpolateMagma(value / 255).match(/\w\w/g)!.map((hex) => Number.parseInt(hex, 16))
    pixels.set([red!, green!, blue!, 165], index * 4)
  })
  return sharp(pixels, { raw: { width: side, height: side, channels: 4 } }).png().toBuffer()
}

function write(text: string): Buffer {
  return Buffer.from(`<svg width="${side}" height="26"><text x="0" y="18" font-family="sans-serif" font-size="15" fill="#e8eaed">${text}</text></svg>`)
}
