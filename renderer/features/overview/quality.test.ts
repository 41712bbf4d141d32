import { expect, test } from 'vitest'
import { measureClasses, sortQuality } from './quality.ts'

const confusion = {
  isClosed: true,
  classes: [
    { ref: 1, name: 'cat' },
    { ref: 2, name: 'dog' },
    { ref: 3, name: 'owl' },
    { ref: 4, name: 'fox' },
  ],
  cells: [
    [0, 0, 8],
    [0, 1, 1],
    [1, 1, 3],
    [1, 0, 2],
  ] as [number, number, number][],
  outside: [1, 0, 2, 0],
}

test('precision and recall of each class, with their intervals; what is predicted as none counts as missed', () => {
  const [cat, dog, owl, ...others] = measureClasses(confusion)
  expect(cat).toMatchObject({
    labels: 10,
    precision: { right: 8, total: 10 },
    recall: { right: 8, total: 10 },
    taken: 1,
    outside: 1,
  })
  expect(cat!.recall!.interval[0]).toBeCloseTo(0.4902, 4)
  expect(dog).toMatchObject({ labels: 5, precision: { right: 3, total: 4 }, recall: { right: 3, total: 5 } })
  expect(owl).toMatchObject({ labels: 2, precision: null, recall: { right: 0, total: 2 }, outside: 2 })
  // Neither a label nor a prediction.
  expect(others).toEqual([])
})

test('the worst comes first, what is not known last', () => {
  const rows = measureClasses(confusion)
  const order = (by: 'name' | 'labels' | 'precision' | 'recall'): string[] =>
    sortQuality(rows, by, (one, other) => (one < other ? -1 : 1)).map(({ name }) => name)
  expect(order('recall')).toEqual(['owl', 'dog', 'cat'])
  expect(order('precision')).toEqual(['dog', 'cat', 'owl'])
  expect(order('labels')).toEqual(['cat', 'dog', 'owl'])
  expect(order('name')).toEqual(['cat', 'dog', 'owl'])
})
