import { expect, test } from 'vitest'
import { mixPixels, paintPoints, pixelOf, type PointLook } from './paint-points.ts'
import { readMap } from './points.ts'

const buffer = new ArrayBuffer(4 + 24)
new Uint32Array(buffer, 0, 1)[0] = 2
new Float32Array(buffer, 12, 4).set([0, 1, 0, 0])
const map = readMap(buffer)

const paint = (group: number[], marked: number[] | null = null, known: Partial<PointLook> = {}): Uint32Array => {
  const pixels = new Uint32Array(20 * 10)
  paintPoints(pixels, { width: 20, height: 10 }, map, {
    view: { scale: 10, left: 5, top: 0 },
    ratio: 1,
    radius: 2,
    group: Uint8Array.from(group),
    colours: [7, 8],
    faint: [17, 18],
    edges: null,
    below: 1,
    marked: marked === null ? null : Uint8Array.from(marked),
    markedEdge: 2,
    ...known,
  })
  return pixels
}
const count = (pixels: Uint32Array, colour: number): number => pixels.filter((pixel) => pixel === colour).length
const at = (pixels: Uint32Array, x: number): number => pixels[5 * 20 + x]!

test('each point is a disc in the colour of its group, those that the filter leaves out below', () => {
  const pixels = paint([0, 1])
  expect([at(pixels, 5), at(pixels, 15), at(pixels, 10)]).toEqual([7, 8, 0])
  expect(count(pixels, 7)).toBe(21)
  expect(at(paint([255, 1]), 5)).toBe(1)
})

test('marked points have an edge and their colour, the others become faint', () => {
  const pixels = paint([0, 1], [0, 1])
  expect([at(pixels, 5), at(pixels, 15), at(pixels, 12)]).toEqual([17, 8, 2])
  expect(count(pixels, 8)).toBe(21)
  expect(at(paint([0, 1], [0, 1], { faint: null }), 5)).toBe(7)
  // A photo that is selected and that the filter leaves out is not drawn as selected.
  expect(count(paint([0, 255], [0, 1]), 2)).toBe(0)
})

test('a large point has an edge of its own', () => {
  const pixels = paint([0, 1], null, { edges: [27, 28], radius: 3 })
  expect([at(pixels, 5), at(pixels, 8)]).toEqual([7, 27])
})

test('colours become pixels, and mix', () => {
  expect([pixelOf('#4e79a7'), pixelOf('rgb(78, 121, 167)'), pixelOf('#000001', 0)]).toEqual([
    0xffa7794e, 0xffa7794e, 0x00010000,
  ])
  expect(mixPixels(pixelOf('#000000'), pixelOf('#ffffff'), 0.5)).toBe(pixelOf('#808080'))
  expect(mixPixels(pixelOf('#123456'), pixelOf('#ffffff'), 0)).toBe(pixelOf('#123456'))
})
