import { expect, test } from 'vitest'
import { sortClasses } from './sort-classes.ts'

const row = (name: string, images: number, agree: number, neither = 0) => ({
  ref: name,
  name,
  images,
  agree,
  both: agree,
  classOnly: 0,
  distillationOnly: 0,
  neither,
})
const classes = [row('owl', 10, 5, 1), row('cat', 40, 10, 20), row('ant', 10, 5), row('dog', 2, 2)]

test.each([
  ['name', ['ant', 'cat', 'dog', 'owl']],
  ['images', ['cat', 'ant', 'owl', 'dog']],
  ['agree', ['dog', 'ant', 'owl', 'cat']],
  ['neither', ['cat', 'owl', 'ant', 'dog']],
] as const)('by %s', (order, names) => {
  expect(sortClasses(classes, order).map(({ name }) => name)).toEqual(names)
})
