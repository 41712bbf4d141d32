import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blurKernel, blurPixels } from './blur.ts'
import { countReplaced, meanColour, rankPatches, replacePatches } from './patches.ts'

test('the most important patch comes first, equal ones by their place', () => {
  expect(rankPatches([0.1, 0.5, 0.2, 0.5])).toEqual([1, 3, 2, 0])
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 50 }), (map) => {
      const ranked = rankPatches(map)
      expect(ranked.toSorted((a, b) => a - b)).toEqual(map.map((_, place) => place))
      for (let place = 1; place < ranked.length; place++)
        expect(map[ranked[place - 1]!]!).toBeGreaterThanOrEqual(map[ranked[place]!]!)
    }),
  )
})

test('points go from no patch to all, evenly', () => {
  expect(countReplaced(196, 14)).toEqual(Array.from({ length: 15 }, (_, step) => 14 * step))
  expect(countReplaced(36, 14)).toEqual([0, 3, 5, 8, 10, 13, 15, 18, 21, 23, 26, 28, 31, 33, 36])
  expect(countReplaced(4, 196).slice(0, 30).at(-1)).toBe(1) // more points than patches
})

test('patches are replaced whole, in their place', () => {
  const size = 6
  const image = fc.uint8Array({ minLength: size * size * 3, maxLength: size * size * 3 })
  fc.assert(
    fc.property(image, image, fc.subarray([0, 1, 2, 3]), (ground, other, patches) => {
      const before = [...ground]
      const result = replacePatches(ground, other, patches, { size, patchSize: 3 })
      for (let index = 0; index < result.length; index++) {
        const [x, y] = [Math.floor(index / 3) % size, Math.floor(index / 3 / size)]
        const patch = 2 * Math.floor(y / 3) + Math.floor(x / 3)
        expect(result[index]).toBe(patches.includes(patch) ? other[index] : ground[index])
      }
      expect([...ground]).toEqual(before)
    }),
    { numRuns: 30 },
  )
})

test('the mean colour is the byte that comes nearest to 0 once it is normalised', () => {
  expect([...meanColour({ size: 1, mean: [0.485, 0.456, 0.406] })]).toEqual([124, 116, 104])
  expect([...meanColour({ size: 2, mean: [0, 0.5, 1] })]).toEqual([0, 128, 255, 0, 128, 255, 0, 128, 255, 0, 128, 255])
})

test('the blur adds up to 1, is even on both sides and grows with the input', () => {
  for (const size of [8, 96, 224, 384, 448]) {
    const kernel = blurKernel(size)
    expect(kernel.length % 2).toBe(1)
    expect(kernel.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    for (let place = 0; place < kernel.length; place++) expect(kernel[place]).toBeCloseTo(kernel.at(-1 - place)!, 14)
  }
  expect([8, 96, 224, 384, 448].map((size) => blurKernel(size).length)).toEqual([3, 5, 11, 19, 23])
})

test('a photo of one colour stays it, but for its edges, where the mean colour comes in', () => {
  const size = 32
  const blurred = blurPixels(new Uint8Array(size * size * 3).fill(200), size, [0.5, 0.5, 0.5])
  const at = (x: number, y: number): number => blurred[(y * size + x) * 3]!
  expect(at(16, 16)).toBe(200)
  expect(at(0, 16)).toBeLessThan(200)
  expect(at(0, 0)).toBeLessThan(at(0, 16))
  expect(at(0, 0)).toBeGreaterThan(127)
  const grey = blurPixels(new Uint8Array(size * size * 3).fill(51), size, [0.2, 0.2, 0.2])
  expect(new Set(grey)).toEqual(new Set([51]))
})
