import { describe, expect, it } from 'vitest'
import { decodeBmp, readBmpHeader } from './bmp.ts'
import { makeBmp } from '../test-support/image-samples.ts'

const palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 255, 255, 255, 0] // red, green, blue, white as BGR0
const red = [255, 0, 0],
  green = [0, 255, 0],
  blue = [0, 0, 255],
  white = [255, 255, 255],
  black = [0, 0, 0]
const decode = (recipe: Parameters<typeof makeBmp>[0]) => [...decodeBmp(makeBmp(recipe)).data]

describe('decodeBmp', () => {
  it('reads 1, 4 and 8 bits with rows of odd width, from the bottom or from the top', () => {
    const expected = [red, green, red, green, red, green].flat()
    expect(
      decode({
        width: 3,
        height: 2,
        bits: 1,
        palette: palette.slice(0, 8),
        pixels: Uint8Array.of(0b10100000, 0, 0, 0, 0b01000000, 0, 0, 0),
      }),
    ).toEqual(expected)
    expect(
      decode({ width: 3, height: -2, bits: 4, palette, pixels: Uint8Array.of(0x01, 0x00, 0, 0, 0x10, 0x10, 0, 0) }),
    ).toEqual(expected)
    expect(decode({ width: 3, height: 2, bits: 8, palette, pixels: Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 0) })).toEqual(
      expected,
    )
  })

  it('reads 16, 24 and 32 bits, masks and alpha', () => {
    expect(decode({ width: 1, height: 1, bits: 16, pixels: Uint8Array.of(0x1f, 0x7c, 0, 0) })).toEqual([255, 0, 255])
    expect(
      decode({
        width: 1,
        height: 1,
        bits: 16,
        compression: 3,
        masks: [0xf800, 0x7e0, 0x1f],
        pixels: Uint8Array.of(0xe0, 0x07, 0, 0),
      }),
    ).toEqual(green)
    expect(decode({ width: 1, height: 2, bits: 24, pixels: Uint8Array.of(255, 0, 0, 0, 0, 0, 255, 0) })).toEqual([
      ...red,
      ...blue,
    ])
    expect(decode({ width: 1, height: 1, bits: 32, pixels: Uint8Array.of(1, 2, 3, 0) })).toEqual([3, 2, 1])
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000]
    const twoPixels = { width: 2, height: 1, bits: 32, compression: 3, masks, header: 124 }
    expect(decode({ ...twoPixels, pixels: Uint8Array.of(1, 2, 3, 128, 4, 5, 6, 0) })).toEqual([
      3, 2, 1, 128, 6, 5, 4, 0,
    ])
    expect(decode({ ...twoPixels, pixels: Uint8Array.of(1, 2, 3, 0, 4, 5, 6, 0) })).toEqual([
      3, 2, 1, 255, 6, 5, 4, 255,
    ])
  })

  it('reads the OS/2 header with its palette of three bytes', () => {
    expect(
      decode({
        width: 1,
        height: 1,
        bits: 1,
        header: 12,
        palette: [0, 0, 255, 0, 255, 0],
        pixels: Uint8Array.of(0x80, 0, 0, 0),
      }),
    ).toEqual(green)
  })

  it('expands RLE8 and RLE4: runs, literals, jumps, ends', () => {
    // Row 0: g g b w r, row 1: 4 right, b.
    const rle8 = Uint8Array.of(2, 1, 0, 3, 2, 3, 0, 0, 0, 0, 0, 2, 4, 0, 1, 2, 0, 1)
    expect(decode({ width: 5, height: 2, bits: 8, compression: 1, palette, pixels: rle8 })).toEqual(
      [red, red, red, red, blue, green, green, blue, white, red].flat(),
    )
    const rle4 = Uint8Array.of(3, 0x12, 0, 3, 0x30, 0x10, 0, 1) // g b g, then literally w r g
    expect(decode({ width: 6, height: 1, bits: 4, compression: 2, palette, pixels: rle4 })).toEqual(
      [green, blue, green, white, red, green].flat(),
    )
  })

  it('shows an index beyond the palette black', () => {
    expect(decode({ width: 1, height: 1, bits: 8, palette, pixels: Uint8Array.of(200, 0, 0, 0) })).toEqual(black)
  })

  it('refuses what is cut off before it allocates, and what it does not know', () => {
    expect(() => decodeBmp(makeBmp({ width: 16000, height: 16000, bits: 24, pixels: new Uint8Array(9) }))).toThrow(
      'its pixels are truncated',
    )
    expect(() =>
      decodeBmp(makeBmp({ width: 9, height: 9, bits: 8, compression: 1, palette, pixels: Uint8Array.of(2, 1) })),
    ).toThrow('its pixels are truncated')
    expect(() => readBmpHeader(Uint8Array.of(0x42, 0x4d, 0))).toThrow('its header is truncated')
    expect(() => readBmpHeader(makeBmp({ width: 0, height: 9, bits: 24, pixels: new Uint8Array(9) }))).toThrow(
      'its size is invalid',
    )
    expect(() =>
      readBmpHeader(makeBmp({ width: 1, height: 1, bits: 24, compression: 4, pixels: new Uint8Array(9) })),
    ).toThrow('not supported')
  })
})
