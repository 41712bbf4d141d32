import fc from 'fast-check'
import { expect, test } from 'vitest'
import { referenceBytes } from './fixtures/make-model.ts'
import { referencePixels } from './fixtures/open-fixture.ts'
import { deitPreprocessing, imagenetMean, imagenetStd, normalizePixels, resizedSide } from './preprocess.ts'
import { preprocessingPresets } from './presets.ts'

test('the resized side is what the paper resizes to', () => {
  expect(resizedSide(deitPreprocessing(224))).toBe(256)
  expect(resizedSide(deitPreprocessing(384))).toBe(438)
  expect(resizedSide({ ...deitPreprocessing(96), cropRatio: 96 / 110 })).toBe(110)
  expect(resizedSide({ ...deitPreprocessing(64), cropRatio: 1 })).toBe(64)
})

test('the resized side is never smaller than the crop', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2048 }), fc.double({ min: 0.5, max: 1, noNaN: true }), (size, cropRatio) => {
      expect(resizedSide({ ...deitPreprocessing(size), cropRatio })).toBeGreaterThanOrEqual(size)
    }),
  )
})

test('each value is (v / 255 − mean) / std of its channel, channels first', () => {
  const size = 3
  const pixels = Uint8Array.from({ length: 2 * size * size * 3 }, (_, index) => (index * 41) % 256)
  const got = normalizePixels(pixels, 2, deitPreprocessing(size))
  expect(got).toHaveLength(pixels.length)
  for (let image = 0; image < 2; image++)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++)
        for (let c = 0; c < 3; c++) {
          const value = pixels[((image * size + y) * size + x) * 3 + c]!
          expect(got[((image * 3 + c) * size + y) * size + x]).toBeCloseTo(
            (value / 255 - imagenetMean[c]!) / imagenetStd[c]!,
            5,
          )
        }
})

test('bytes from −1 to 1 are the floats that every reference was made with', () => {
  const got = normalizePixels(referenceBytes(2, 8), 2, preprocessingPresets.inception(8))
  for (const [index, value] of referencePixels(2, 8).entries()) expect(got[index]).toBeCloseTo(value, 6)
})

test('images that are not there stay zero', () => {
  const got = normalizePixels(new Uint8Array(2 * 2 * 3).fill(255), 3, deitPreprocessing(2))
  expect(got).toHaveLength(3 * 3 * 4)
  expect(got.subarray(0, 12).every((value) => value > 1)).toBe(true)
  expect(got.subarray(12).every((value) => value === 0)).toBe(true)
})

test.each([
  ['a torn image', 2 * 2 * 3 + 1],
  ['one image too many', 2 * 2 * 2 * 3],
])('%s is refused', (_, length) => {
  expect(() => normalizePixels(new Uint8Array(length), 1, deitPreprocessing(2))).toThrow(/at most 1 images of 2×2×3/)
})
