import { expect, test } from 'vitest'
import { colourTable } from './colour-maps.ts'
import { enlarge, heatAlpha, largest, paintHeat } from './heat.ts'

const pixel = (data: Uint8ClampedArray, index: number): number[] => [...data.subarray(index * 4, index * 4 + 4)]

test('the largest value gets the last colour and covers; zero is clear', () => {
  const { data, size } = paintHeat([0, 255, 128, 0], 2, { map: 'viridis' })
  expect(size).toBe(2)
  expect(pixel(data, 1)).toEqual([...colourTable('viridis').subarray(765), 255])
  expect(pixel(data, 0)[3]).toBe(0)
  expect(pixel(data, 2)[3]).toBe(Math.round(255 * heatAlpha(128 / 255, 'viridis')))
})

test('a maximum from outside keeps photos comparable', () => {
  const { data } = paintHeat([10, 0, 0, 0], 2, { map: 'magma', max: 100 })
  expect(pixel(data, 0)).toEqual([...colourTable('magma').subarray(26 * 3, 26 * 3 + 3), Math.round(255 * 0.1)])
})

test('a difference has a colour for each sign and is clear at zero', () => {
  const { data } = paintHeat([-1, 0, 0, 0.5], 2, { map: 'difference' })
  expect(pixel(data, 0)).toEqual([...colourTable('difference').subarray(0, 3), 255])
  expect(pixel(data, 1)[3]).toBe(0)
  expect(pixel(data, 3)[0]).toBeGreaterThan(pixel(data, 3)[2]!)
})

test('a map of nothing is clear everywhere', () => {
  expect(largest([])).toBe(0)
  const { data } = paintHeat([0, 0, 0, 0], 2, { map: 'magma' })
  for (let index = 0; index < 4; index++) expect(pixel(data, index)[3]).toBe(0)
})

test('enlarging interpolates between centres and keeps the edges level', () => {
  expect([...enlarge([0, 4], 1, 1)]).toEqual([0])
  const big = enlarge([0, 8, 0, 8], 2, 4)
  expect([...big.subarray(0, 8)]).toEqual([0, 0, 1, 3, 5, 7, 8, 8])
  expect([...big.subarray(56, 64)]).toEqual([...big.subarray(0, 8)])
})

test('enlarging keeps the mean', () => {
  const values = Float32Array.from({ length: 36 }, (_, index) => Math.sin(index) + 1)
  const mean = (all: ArrayLike<number>): number => Array.from(all).reduce((sum, value) => sum + value, 0) / all.length
  expect(Math.abs(mean(enlarge(values, 6, 8)) - mean(values))).toBeLessThan(0.1)
})
