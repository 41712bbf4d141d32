import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSafetensors } from './checkpoint/safetensors.ts'
import { openFixture } from './fixtures/open-fixture.ts'
import { interpolatePositions } from './position.ts'

const reference = readSafetensors(openFixture('positions.reference.safetensors'), 'positions.reference.safetensors')
const input = reference.get('input')!

test.each([3, 7, 9])('equals torch from grid 4 to %i', (toGrid) => {
  const got = interpolatePositions(input, { specialTokens: 2, toGrid })
  const expected = reference.get(`grid_${toGrid}`)!
  expect(got.shape).toEqual(expected.shape)
  expect(Math.max(...got.data.map((value, i) => Math.abs(value - expected.data[i]!)))).toBeLessThan(2e-6)
})

test('the same grid changes nothing', () => {
  const same = interpolatePositions(input, { specialTokens: 2, toGrid: 4 })
  expect(same).toBe(input)
  expect(same.data).toEqual(reference.get('grid_4')!.data)
})

test('special tokens are kept and a constant stays constant, any sizes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 24 }),
      fc.constantFrom(1, 2),
      (grid, toGrid, specialTokens) => {
        const data = new Float32Array((specialTokens + grid * grid) * 3).fill(0.5)
        data.set([1, 2, 3])
        const got = interpolatePositions(
          { shape: [1, specialTokens + grid * grid, 3], data },
          { specialTokens, toGrid },
        )
        expect(got.shape).toEqual([1, specialTokens + toGrid * toGrid, 3])
        expect([...got.data.subarray(0, 3)]).toEqual([1, 2, 3])
        for (const value of got.data.subarray(3)) expect(value).toBeCloseTo(0.5, 6)
      },
    ),
  )
})

test.each([[{ specialTokens: 1, toGrid: 3 }], [{ specialTokens: 2, toGrid: 0 }], [{ specialTokens: 2, toGrid: 2.5 }]])(
  'refuses %o',
  (options) => {
    expect(() => interpolatePositions(input, options)).toThrow(RangeError)
  },
)
