import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arrangeConfusion, countRight, listConfusions } from './confusion.ts'

const confusion = {
  isClosed: false,
  outside: [0, 0, 0, 0],
  classes: [
    { ref: 1, name: 'cat' },
    { ref: 2, name: 'dog' },
    { ref: 'fox', name: 'fox' },
    { ref: 4, name: 'owl' },
  ],
  cells: [
    [0, 0, 5],
    [0, 1, 2],
    [1, 1, 9],
    [1, 2, 4],
    [2, 0, 1],
    [3, 3, 2],
  ] as [number, number, number][],
}

test('the most frequent label comes first, the rare ones are one', () => {
  expect(arrangeConfusion(confusion, 10).groups.map(({ name }) => name)).toEqual(['dog', 'cat', 'owl', 'fox'])
  const { groups, counts, rows } = arrangeConfusion(confusion, 3)
  expect(groups).toEqual([
    { name: 'dog', classes: [2] },
    { name: 'cat', classes: [1] },
    { name: null, classes: [4, 'fox'] },
  ])
  expect([...counts]).toEqual([9, 0, 4, 2, 5, 0, 0, 1, 2])
  expect([...rows]).toEqual([13, 7, 3])
})

test('the frequent mistakes, and how much is right', () => {
  expect(listConfusions(confusion, 2)).toEqual([
    { label: { ref: 2, name: 'dog' }, prediction: { ref: 'fox', name: 'fox' }, images: 4 },
    { label: { ref: 1, name: 'cat' }, prediction: { ref: 2, name: 'dog' }, images: 2 },
  ])
  expect(countRight(confusion)).toEqual({ right: 16, total: 23 })
  expect(countRight({ isClosed: false, classes: [], cells: [], outside: [] })).toEqual({ right: 0, total: 0 })
})

test('a closed label set is in its order, with a column for what is predicted outside of it', () => {
  const closed = { ...confusion, isClosed: true, outside: [3, 0, 0, 0] }
  const { groups, hasOutside, counts, rows } = arrangeConfusion(closed, 10)
  expect(groups.map(({ name }) => name)).toEqual(['cat', 'dog', 'fox', 'owl'])
  expect(hasOutside).toBe(true)
  expect([...counts.slice(0, 5)]).toEqual([5, 2, 0, 0, 3])
  expect([...rows]).toEqual([10, 13, 1, 2])
  // The frequent ones stand alone, also in the order of the label set.
  expect(arrangeConfusion(closed, 3).groups.map(({ name }) => name)).toEqual(['cat', 'dog', null])
  // A class without any photo has its row, too.
  expect(
    arrangeConfusion({ ...closed, classes: [...closed.classes, { ref: 5, name: 'elk' }], outside: [3, 0, 0, 0, 0] }, 10)
      .groups,
  ).toHaveLength(5)
  expect(listConfusions(closed, 2)).toMatchObject([
    { label: { name: 'dog' }, prediction: { name: 'fox' }, images: 4 },
    { label: { name: 'cat' }, prediction: null, images: 3 },
  ])
  expect(countRight(closed)).toEqual({ right: 16, total: 26 })
})

const anyConfusion = fc.integer({ min: 1, max: 12 }).chain((side) =>
  fc.record({
    isClosed: fc.boolean(),
    outside: fc.array(fc.nat(9), { minLength: side, maxLength: side }),
    classes: fc.constant(Array.from({ length: side }, (_, index) => ({ ref: index + 1, name: `class ${index}` }))),
    cells: fc.uniqueArray(fc.tuple(fc.nat(side - 1), fc.nat(side - 1), fc.integer({ min: 1, max: 99 })), {
      selector: ([label, prediction]) => label * side + prediction,
    }),
  }),
)

test('no image is lost, however few classes are shown', () => {
  fc.assert(
    fc.property(anyConfusion, fc.integer({ min: 2, max: 14 }), (any, most) => {
      const { groups, hasOutside, counts, rows } = arrangeConfusion(any, most)
      const width = groups.length + Number(hasOutside)
      const { total } = countRight(any)
      expect(groups.length).toBe(Math.min(most, any.classes.length))
      expect(groups.flatMap(({ classes }) => classes).sort()).toEqual(any.classes.map(({ ref }) => ref).sort())
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(total)
      for (const [row, sum] of rows.entries())
        expect(counts.slice(row * width, (row + 1) * width).reduce((all, one) => all + one, 0)).toBe(sum)
    }),
  )
})
