import { expect, test } from 'vitest'
import { colourTable } from '../../attention/colour-maps.ts'
import { digitsOf, findPeak, paintMean, patchAt, wholeGradient } from './mean-map.ts'

test('a map on nothing has whole colours, from the lowest to the highest', () => {
  const data = paintMean([0, 0.5, 1, 2], 2, { colours: 'viridis', max: 1, scale: 1 })
  const table = colourTable('viridis')
  expect([...data.subarray(0, 4)]).toEqual([...table.subarray(0, 3), 255])
  expect([...data.subarray(4, 8)]).toEqual([...table.subarray(3 * 128, 3 * 128 + 3), 255])
  expect([...data.subarray(8, 12)]).toEqual([...table.subarray(765), 255])
  expect([...data.subarray(12, 16)]).toEqual([...table.subarray(765), 255])
  expect(paintMean([0, 1, 1, 0], 2, { colours: 'magma', max: 1, scale: 8 })).toHaveLength(16 * 16 * 4)
})

test('a difference is in its middle where it is 0', () => {
  const table = colourTable('difference')
  const data = paintMean([-1, 0, 1, 0], 2, { colours: 'difference', max: 1, scale: 1 })
  expect([...data.subarray(0, 3)]).toEqual([...table.subarray(0, 3)])
  expect([...data.subarray(4, 7)]).toEqual([...table.subarray(3 * 128, 3 * 128 + 3)])
  expect([...data.subarray(8, 11)]).toEqual([...table.subarray(765)])
  expect(wholeGradient('difference')).toContain(`rgb(${table[0]} ${table[1]} ${table[2]})`)
})

test('the strongest patch, and the one that is most below', () => {
  expect(findPeak([0.1, 0.4, -0.6, 0.2], 2)).toEqual({ row: 1, column: 2, value: 0.4 })
  expect(findPeak([0.1, 0.4, -0.6, 0.2], 2, -1)).toEqual({ row: 2, column: 1, value: -0.6 })
})

test('a point is in the patch below it', () => {
  expect([patchAt(0, 0, 14), patchAt(0.999, 0.999, 14), patchAt(0.5, 0.1, 14), patchAt(2, -1, 14)]).toEqual([
    0, 195, 21, 13,
  ])
})

test('small shares keep two figures', () => {
  expect([0, 1, 0.5, 0.046, 0.0011, -0.000_34, 1e-12].map(digitsOf)).toEqual([0, 0, 0, 1, 2, 3, 6])
})
