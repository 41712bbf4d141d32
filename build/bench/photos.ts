import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pMap from 'p-map'
import { loadSharp } from '../../electron/images/sharp-runtime.ts'
import { scanFolder } from '../../electron/images/scan.ts'

/** The first `count` photos of a folder, as absolute paths. */
export async function listPhotos(folder: string, count: number): Promise<string[]> {
  const photos: string[] = []
  for await (const batch of scanFolder(folder)) {
    photos.push(...batch.files.map((file) => join(folder, file.path)))
    if (photos.length >= count) break
  }
  return photos.slice(0, count)
}

/**
 * Photos for a machine that has none at hand:
 * JPEGs of 500×375, all different, with the detail that costs time to decode.
 */
export async function makePhotos(folder: string, count: number): Promise<void> {
  const sharp = await loadSharp()
  const [width, height] = [500, 375]
  await mkdir(folder, { recursive: true })
  await pMap(
    Array.from({ length: count }, (_, index) => index),
    async (index) => {
      const pixels = Buffer.alloc(width * height * 3)
      let state = index + 1
      for (let offset = 0; offset < pixels.length; offset++) {
        // Waves for shapes, a linear congruential generator for grain.
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
        const wave =
          Math.sin((offset % (width * 3)) / (20 + (index % 50))) + Math.sin(offset / (width * 3) / (15 + (index % 40)))
        pixels[offset] = 128 + wave * 45 + (state >>> 27)
      }
      const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: 85 })
        .toBuffer()
      await writeFile(join(folder, `made_${String(index).padStart(5, '0')}.jpg`), jpeg)
    },
    { concurrency: 4 },
  )
}
