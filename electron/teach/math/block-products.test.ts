import { expect, it } from 'vitest'
import { makeRandom } from '../../lib/random.ts'
import { blockProducts } from './block-products.ts'
import { readRow, rowProducts } from './row-products.ts'

const random = makeRandom(1)
const draw = (): number => (random() - 0.5) * 10 ** random.int(-8, 8)

it.each([
  { rows: 1, columns: 1, width: 1 },
  { rows: 7, columns: 5, width: 3 },
  { rows: 64, columns: 100, width: 192 },
  { rows: 9, columns: 1003, width: 17 },
  { rows: 3, columns: 4, width: 0 },
])('gives what a plain loop does, bit for bit: $rows rows, $columns columns, $width numbers', (shape) => {
  const { rows, columns, width } = shape
  const data = Float32Array.from({ length: rows * width }, draw)
  const matrix = Float64Array.from({ length: columns * width }, draw)
  const bias = Float64Array.from({ length: columns }, draw)
  const into = new Float64Array(rows * columns).fill(NaN)
  blockProducts(into, data, { matrix, bias, width })
  const [vector, expected] = [new Float64Array(width), new Float64Array(columns)]
  for (let row = 0; row < rows; row++) {
    readRow(vector, data, row * width)
    rowProducts(expected, vector, matrix, bias, width)
    expect(into.subarray(row * columns, (row + 1) * columns)).toEqual(expected)
  }
})
