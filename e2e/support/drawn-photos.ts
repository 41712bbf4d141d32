import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { makeRandom, type Random } from '../../electron/lib/random.ts'

/** What is drawn on a photo: patterns that no model of objects has classes for. */
export const drawnKinds = ['bricks', 'dots', 'rays', 'waves', 'rings'] as const
export type DrawnKind = (typeof drawnKinds)[number]

const side = 240

/** Pieces of SVG that fill the square with one pattern, of a size that `random` decides. */
const patterns: Record<DrawnKind, (random: Random) => string> = {
  bricks(random) {
    const [width, height] = [36 + 24 * random(), 16 + 10 * random()]
    return Array.from({ length: Math.ceil(side / height) }, (_, row) =>
      Array.from(
        { length: Math.ceil(side / width) + 1 },
        (_, column) =>
          `<rect x="${(column - (row % 2) / 2) * width}" y="${row * height}" width="${width - 3}" height="${height - 3}"/>`,
      ).join(''),
    ).join('')
  },
  dots(random) {
    const step = 22 + 14 * random()
    const count = Math.ceil(side / step)
    return Array.from({ length: count * count }, (_, at) => {
      const [x, y] = [(at % count) * step + step / 2, Math.floor(at / count) * step + step / 2]
      return `<circle cx="${x}" cy="${y}" r="${step * (0.2 + 0.15 * random())}"/>`
    }).join('')
  },
  rays(random) {
    const [x, y, count] = [side * random(), side * random(), 14 + Math.floor(10 * random())]
    return Array.from({ length: count }, (_, at) => {
      const [from, to] = [(2 * Math.PI * at) / count, (2 * Math.PI * (at + 0.5)) / count]
      const edge = (angle: number): string => `${x + 400 * Math.cos(angle)},${y + 400 * Math.sin(angle)}`
      return `<polygon points="${x},${y} ${edge(from)} ${edge(to)}"/>`
    }).join('')
  },
  waves(random) {
    const [step, height, length] = [18 + 12 * random(), 10 + 8 * random(), 50 + 40 * random()]
    return Array.from({ length: Math.ceil(side / step) + 2 }, (_, row) => {
      const points = Array.from(
        { length: 49 },
        (_, at) => `${at * 5},${row * step - 10 + height * Math.sin((at * 5 * 2 * Math.PI) / length)}`,
      )
      return `<polyline points="${points.join(' ')}" class="line"/>`
    }).join('')
  },
  rings(random) {
    const [x, y, step] = [side * (0.3 + 0.4 * random()), side * (0.3 + 0.4 * random()), 16 + 10 * random()]
    return Array.from(
      { length: 16 },
      (_, at) => `<circle cx="${x}" cy="${y}" r="${(at + 1) * step}" class="line"/>`,
    ).join('')
  },
}

/** The kind of the n-th photo: they take turns. */
export const kindOfDrawn = (index: number): DrawnKind => drawnKinds[index % drawnKinds.length]!

/**
 * Writes photos `photo-000.jpg`, `photo-001.jpg`, … of patterns in two colours with some noise; the same for the same
 * numbers. What each shows is not in its name.
 */
export async function writeDrawnPhotos(folder: string, count: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (let index = 0; index < count; index++) {
    const random = makeRandom(index + 1)
    const hue = Math.floor(360 * random())
    const [back, front] = [`hsl(${hue} 45% 80%)`, `hsl(${(hue + 120 + 120 * random()) % 360} 50% 35%)`]
    // Every seventh shows another pattern over its own: they are not all easy to tell apart.
    const over = index % 7 === 3 ? patterns[kindOfDrawn(index + 1 + (index % 4))](random) : ''
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
      <style>.line { fill: none; stroke: ${front}; stroke-width: 5 }</style>
      <rect width="${side}" height="${side}" fill="${back}"/>
      <g fill="${front}">${patterns[kindOfDrawn(index)](random)}</g>
      <g fill="${front}" opacity="0.6">${over}</g></svg>`
    const photo = await sharp(Buffer.from(svg))
      .blur(0.5 + random())
      .jpeg({ quality: 85 })
      .toBuffer()
    writeFileSync(join(folder, `photo-${String(index).padStart(3, '0')}.jpg`), photo)
  }
}
