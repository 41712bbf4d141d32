import { expect, test } from 'vitest'
import { paintPoints, pixelOf } from './paint-points.ts'
import { readMap } from './points.ts'

const buffer = new ArrayBuffer(4 + 24)
new Uint32Array(buffer, 0, 1)[0] = 2
new Float32Array(buffer, 12, 4).set([0, 1, 0, 0])
const map = readMap(buffer)

const paint = (group: number[], marked: number[] | null = null): Uint32Array => {
  const pixels = new Uint32Array(20 * 10)
  paintPoints(pixels, { width: 20, height: 10 }, map, {
    view: { scale: 10, left: 5, top: 0 },
    ratio: 1,
    radius: 2,
    group: Uint8Array.from(group),
    colours: [7, 8],
    below: 1,
    marked: marked === null ? null : Uint8Array.from(marked),
  })
  return pixels
}

test('each point is a disc in the colour of its group, faint ones below', () => {
  const pixels = paint([0, 1])
  expect([pixels[5 * 20 + 5], pixels[5 * 20 + 15], pixels[5 * 20 + 10]]).toEqual([7, 8, 0])
  expect(pixels.filter((pixel) => pixel === 7)).toHaveLength(21)
  expect(paint([255, 1])[5 * 20 + 5]).toBe(1)
  expect(paint([0, 1], [0, 1])[5 * 20 + 5]).toBe(1)
})

test('colours become pixels', () => {
  expect([pixelOf('#4e79a7'), pixelOf('rgb(78, 121, 167)'), pixelOf('#000001', 0)]).toEqual([
    0xffa7794e, 0xffa7794e, 0x00010000,
  ])
})
