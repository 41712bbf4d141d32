import { expect, test } from 'vitest'
import { classColours } from '../../../../electron/api/page.ts'
import { chooseColours } from './class-colours.ts'

test('classes that are shown together get colours of their own', () => {
  const own = new Map([
    ['cat', '#112233'],
    ['dog', classColours[0]],
    ['owl', classColours[0]],
  ])
  expect(chooseColours(['cat', 'dog', 'owl', 'fox'], own)).toEqual([
    '#112233',
    classColours[0],
    classColours[1],
    classColours[2],
  ])
  const ten = Array.from({ length: 10 }, (_, index) => `class ${index}`)
  expect(new Set(chooseColours(ten, new Map(ten.map((name) => [name, classColours[3]])))).size).toBe(10)
  expect(chooseColours([...ten, 'more'], new Map())).toHaveLength(11)
})
