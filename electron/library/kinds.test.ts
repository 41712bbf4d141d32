import { expect, test } from 'vitest'
import { Columns } from './columns.ts'
import { Kinds, type Property, type PropertySource } from './kinds.ts'

const makeSource = (rows: number): PropertySource => {
  const columns = new Columns()
  for (let row = 0; row < rows; row++) columns.add(row + 1)
  return { columns } as PropertySource
}

test('rows that are alike in all properties share a kind; images are added up by a property', () => {
  const isEven: Property = { values: 2, of: (row) => 1 - (row % 2) }
  const third: Property = { values: 3, of: (row) => row % 3 }
  const kinds = new Kinds([isEven, third])
  const source = makeSource(12)
  const found = Array.from({ length: 12 }, (_, row) => kinds.numberOf(row, source))
  expect(kinds.size).toBe(6)
  expect(found.slice(6)).toEqual(found.slice(0, 6))
  expect(found.map((kind) => kinds.table(third)[kind])).toEqual(found.map((_, row) => row % 3))
  const images = new Uint32Array(kinds.size).fill(2)
  expect(kinds.sum(isEven, images)).toEqual([6, 6])
  expect(kinds.sum(third, images)).toEqual([4, 4, 4])
  kinds.clear()
  expect([kinds.size, kinds.table(third)]).toEqual([0, []])
})

test('more properties than a number of 32 bits has room for', () => {
  const bits = Array.from({ length: 40 }, (_, place): Property => ({
    values: 2,
    of: (row) => Math.floor(row / 2 ** place) % 2,
  }))
  const kinds = new Kinds(bits)
  const source = makeSource(100)
  for (let row = 0; row < 100; row++) expect(kinds.numberOf(row, source)).toBe(row)
  expect(() => new Kinds([...bits, ...bits])).toThrow('too many properties')
})
