import { expect, test } from 'vitest'
import { tabulate } from './split-table.ts'

test('a row for each class: labels by split, and those without one', () => {
  const all = [
    { ref: 1, name: 'cat', count: 10 },
    { ref: 'dog', name: 'dog', count: 3 },
  ]
  expect(
    tabulate(
      [
        [{ ref: 1, name: 'cat', count: 8 }],
        [
          { ref: 'dog', name: 'dog', count: 1 },
          { ref: 1, name: 'cat', count: 1 },
        ],
        [],
      ],
      all,
    ),
  ).toEqual([
    { ref: 1, name: 'cat', train: 8, validation: 1, test: 0, none: 1 },
    { ref: 'dog', name: 'dog', train: 0, validation: 1, test: 0, none: 2 },
  ])
})
