import { describe, expect, it } from 'vitest'
import { decodeImage } from './decode.ts'
import {
  drawQuarters,
  makeBmp,
  makeBlackPng,
  openQuarters,
  quarters,
  readQuarters,
} from '../test-support/image-samples.ts'
import { loadSharp } from './sharp-runtime.ts'

const sizes = { resize: 64, crop: 56, interpolation: 'bicubic' } as const
const decode = (bytes: Uint8Array, thumbnail = false) => decodeImage(bytes, { fileName: 'x', sizes, thumbnail })

/**
 * Lossy formats and colour conversions move colours a little; a swapped channel or quarter moves them by 100 and more.
 */
function expectQuarters(found: number[][], expected: readonly (readonly number[])[] = quarters, tolerance = 30): void {
  found.forEach((colour, index) =>
    colour.forEach((value, channel) => {
      expect(
        Math.abs(value - expected[index]![channel]!),
        `quarter ${index}: ${found.join(' | ')}`,
      ).toBeLessThanOrEqual(tolerance)
    }),
  )
}

describe('decodeImage', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)('reads %s', async (format) => {
    const bytes = await (await openQuarters(120, 80)).toFormat(format).toBuffer()
    const image = await decode(bytes)
    expect(image).toMatchObject({ width: 120, height: 80, format, thumbnail: null })
    expect(image.pixels).toHaveLength(56 * 56 * 3)
    expectQuarters(readQuarters(image.pixels, 56))
  })

  it('reads a bitmap', async () => {
    const bgr = drawQuarters(40, 20)
    for (let i = 0; i < bgr.length; i += 3) [bgr[i], bgr[i + 2]] = [bgr[i + 2]!, bgr[i]!]
    const image = await decode(makeBmp({ width: 40, height: -20, bits: 24, pixels: bgr }))
    expect(image).toMatchObject({ width: 40, height: 20, format: 'bmp' })
    expectQuarters(readQuarters(image.pixels, 56), quarters, 2)
  })

  it('draws an SVG at the size that is needed, and fetches nothing for it', async () => {
    const svg = `<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2">
      <rect width="1" height="2" fill="#ff0000"/><image href="file:///etc/hostname" x="1" width="1" height="1"/>
      <image href="http://127.0.0.1:9/x.png" x="1" width="1" height="1"/></svg>`
    const image = await decode(Buffer.from(svg))
    expect(image).toMatchObject({ width: 2, height: 2, format: 'svg' })
    // The edge in the middle is sharp, not enlarged from 2 × 2 pixels; where nothing is drawn, it is white.
    expect([...image.pixels.subarray(27 * 3, 29 * 3)]).toEqual([255, 0, 0, 255, 255, 255])
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns and mirrors as EXIF orientation %i says', async (orientation) => {
    const [a, b, c, d] = quarters
    const seen = {
      1: [a, b, c, d],
      2: [b, a, d, c],
      3: [d, c, b, a],
      4: [c, d, a, b],
      5: [a, c, b, d],
      6: [c, a, d, b],
      7: [d, b, c, a],
      8: [b, d, a, c],
    }[orientation]!
    for (const [width, height] of [
      [120, 80],
      [40, 30],
    ] as const) {
      // shrunk and enlarged
      const bytes = await (
        await openQuarters(width, height)
      )
        .withMetadata({ orientation })
        .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
        .toBuffer()
      for (const thumbnail of [false, true]) {
        const image = await decode(bytes, thumbnail)
        expect([image.width, image.height]).toEqual(orientation < 5 ? [width, height] : [height, width])
        expectQuarters(readQuarters(image.pixels, 56), seen)
      }
    }
  })

  it('reads grey, 16 bits, palettes, CMYK and other profiles as sRGB', async () => {
    const grey = await decode(await (await openQuarters(80, 80)).greyscale().toColourspace('b-w').png().toBuffer())
    for (const [r, g, b] of readQuarters(grey.pixels, 56)) expect([g, b]).toEqual([r, r])
    expectQuarters(
      readQuarters(
        (await decode(await (await openQuarters(80, 80)).toColourspace('rgb16').png().toBuffer())).pixels,
        56,
      ),
      quarters,
      2,
    )
    expectQuarters(
      readQuarters(
        (await decode(await (await openQuarters(80, 80)).png({ palette: true, colours: 8 }).toBuffer())).pixels,
        56,
      ),
      quarters,
      8,
    )
    // CMYK cannot hold these colours: they come back paler.
    expectQuarters(
      readQuarters(
        (await decode(await (await openQuarters(80, 80)).toColourspace('cmyk').jpeg().toBuffer())).pixels,
        56,
      ),
      quarters,
      75,
    )
    const wide = await (await openQuarters(80, 80)).withIccProfile('p3').png().toBuffer()
    const sharp = await loadSharp()
    const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer()
    expect(Math.abs(stored[0]! - quarters[0][0])).toBeGreaterThan(10) // the numbers in the file are not sRGB
    expectQuarters(readQuarters((await decode(wide)).pixels, 56), quarters, 4)
  })

  it('puts transparent images on white', async () => {
    const sharp = await loadSharp()
    const half = await sharp({
      create: { width: 80, height: 80, channels: 4, background: { r: 255, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer()
    const [r, g, b] = (await decode(half)).pixels
    expect(r).toBe(255)
    expect(g).toBe(b)
    expect(Math.abs(g! - 127)).toBeLessThanOrEqual(1)
  })

  it.each(['gif', 'webp'] as const)('takes the first frame of an animated %s', async (format) => {
    const sharp = await loadSharp()
    const frames = await Promise.all(
      ['#ff0000', '#0000ff'].map((background) =>
        sharp({ create: { width: 70, height: 60, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const image = await decode(
      await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer(),
    )
    expect(image).toMatchObject({ width: 70, height: 60, format })
    expectQuarters(readQuarters(image.pixels, 56), Array(4).fill([255, 0, 0]), 5)
  })

  it('makes a thumbnail from the same decode, never larger than the image, and the same pixels without one', async () => {
    const sharp = await loadSharp()
    const at256 = { resize: 256, crop: 224, interpolation: 'bicubic' } as const
    for (const [width, height, model, expected] of [
      [800, 600, at256, [341, 256]],
      [800, 600, { ...at256, resize: 438, crop: 384 }, [341, 256]],
      [800, 600, sizes, [341, 256]], // decoded for the thumbnail: 64 pixels are none
      [100, 50, at256, [100, 50]],
      [30, 20, at256, [30, 20]],
    ] as const) {
      const bytes = await (await openQuarters(width, height)).jpeg().toBuffer()
      const image = await decodeImage(bytes, { fileName: 'x', sizes: model, thumbnail: true })
      const { data, info } = await sharp(image.thumbnail!).raw().toBuffer({ resolveWithObject: true })
      expect([info.width, info.height]).toEqual(expected)
      expectQuarters(readQuarters(data, info.width, info.height))
      const { pixels } = await decodeImage(bytes, { fileName: 'x', sizes: model, thumbnail: false })
      expect(Buffer.compare(pixels, image.pixels)).toBe(0)
    }
  })

  it('interpolates as the model requires', async () => {
    const bytes = await (await openQuarters(300, 300)).png().toBuffer()
    const seen = new Set<string>()
    for (const interpolation of ['bicubic', 'bilinear', 'lanczos'] as const) {
      seen.add(
        Buffer.from(
          (await decodeImage(bytes, { fileName: 'x', sizes: { ...sizes, interpolation }, thumbnail: false })).pixels,
        ).toString('base64'),
      )
    }
    expect(seen.size).toBe(3)
    await expect(
      decodeImage(bytes, { fileName: 'x', sizes: { ...sizes, crop: 65 }, thumbnail: false }),
    ).rejects.toMatchObject({ code: 'wrong-use' })
  })

  it('reads strips and specks', async () => {
    for (const [width, height] of [
      [30000, 10],
      [10, 30000],
      [1, 1],
      [1, 300],
    ] as const) {
      const image = await decode(await makeBlackPng(width, height), true)
      expect(image).toMatchObject({ width, height })
      expect(image.pixels.every((value) => value === 0)).toBe(true)
    }
  })
})
