import { expect, test } from 'vitest'
import { tabulate } from './split-table.ts'

test('a row for each class: labels by split, and those without one', () => {
  const all = [
    { name: 'cat', count: 10 },
    { name: 'dog', count: 3 },
  ]
  expect(
    tabulate(
      [
        [{ name: 'cat', count: 8 }],
        [
          { name: 'dog', count: 1 },
          { name: 'cat', count: 1 },
        ],
        [],
      ],
      all,
    ),
  ).toEqual([
    { name: 'cat', train: 8, validation: 1, test: 0, none: 1 },
    { name: 'dog', train: 0, validation: 1, test: 0, none: 2 },
  ])
})
