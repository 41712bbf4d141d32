import { expect, test } from 'vitest'
import type { ClassRef } from '../../../../electron/api/page.ts'
import { assignKeys, listRecent, nameClassKey, type Slot, useSlot } from './palette-slots.ts'

const give = (...names: ClassRef[]): Slot[] => names.reduce<Slot[]>((slots, name) => useSlot(slots, name), [])
const places = (slots: Slot[]) => slots.map(({ ref }) => ref)
const many = Array.from({ length: 12 }, (_, index) => `class ${index}`)

test('a class keeps its place when it is given again', () => {
  expect(places(give('a', 'b', 'c', 'a', 'a'))).toEqual(['a', 'b', 'c'])
})

test('a sixth class takes the place of the one given longest ago, the others stay', () => {
  expect(places(give('a', 'b', 'c', 'd', 'e', 'a', 'f'))).toEqual(['a', 'f', 'c', 'd', 'e'])
})

test('the recent ones are listed newest first', () => {
  expect(listRecent(give('a', 'b', 'c', 'a'))).toEqual(['a', 'c', 'b'])
})

const bare = { own: [], predictions: [], slots: [] }

test('twenty classes have a key each by their place, whatever is predicted or given', () => {
  const keys = assignKeys({ ...bare, classes: many, predictions: ['class 5'], slots: give('class 3') })
  expect([...keys]).toEqual([
    ...many.slice(0, 9).map((name, index) => [String(index + 1), name]),
    ['0', 'class 9'],
    ['shift+1', 'class 10'],
    ['shift+2', 'class 11'],
  ])
})

test('a key that a person gave stays with its class, and the others move up', () => {
  const own = [
    { id: 1, key: 'q' },
    { id: 2, key: '1' },
    { id: 3, key: null },
  ]
  expect(Object.fromEntries(assignKeys({ ...bare, classes: [1, 2, 3, 'class 4', 'class 5'], own }))).toEqual({
    q: 1,
    1: 2,
    2: 3,
    3: 'class 4',
    4: 'class 5',
  })
})

test('of more classes the digits are predictions and the last given, with Shift the own ones by place', () => {
  const own = [
    { id: 1, key: null },
    { id: 2, key: '3' },
    { id: 4, key: null },
  ]
  const classes = [1, 2, 4, ...Array.from({ length: 30 }, (_, index) => `class ${index}`)]
  const slots = give('class 20', 99, 4)
  expect(Object.fromEntries(assignKeys({ classes, own, predictions: ['a', 'b', 'c', 'd', 'e', 'f'], slots }))).toEqual({
    1: 'a',
    2: 'b',
    3: 2,
    4: 'd',
    5: 'e',
    6: 'class 20',
    8: 4, // 99 was given, and is gone
    'shift+1': 1,
    'shift+2': 4,
  })
})

test.each([
  [{ key: '1', code: 'Digit1' }, '1'],
  [{ key: '!', code: 'Digit1', shiftKey: true }, 'shift+1'],
  [{ key: '1', code: 'Numpad1' }, '1'],
  // A French keyboard: digits need Shift.
  [{ key: '1', code: 'Digit1', shiftKey: true }, '1'],
  [{ key: '&', code: 'Digit1' }, 'shift+1'],
  [{ key: 'q', code: 'KeyQ' }, 'q'],
  [{ key: 'Q', code: 'KeyQ', shiftKey: true }, null],
  [{ key: 'й', code: 'KeyQ' }, 'й'],
  [{ key: '1', code: 'Digit1', ctrlKey: true }, null],
  [{ key: 'Enter', code: 'Enter' }, null],
])('%o is called %s', (press, name) => {
  expect(nameClassKey({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...press })).toBe(name)
})
