import { expect, test } from 'vitest'
import { assignKeys, listRecent, nameClassKey, type Slot, useSlot } from './palette-slots.ts'

const give = (...names: string[]): Slot[] => names.reduce<Slot[]>((slots, name) => useSlot(slots, name), [])
const places = (slots: Slot[]): string[] => slots.map(({ className }) => className)
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
    { name: 'class 1', key: 'q' },
    { name: 'class 2', key: '1' },
    { name: 'class 3', key: null },
  ]
  expect(Object.fromEntries(assignKeys({ ...bare, classes: many.slice(0, 5), own }))).toEqual({
    q: 'class 1',
    1: 'class 2',
    2: 'class 0',
    3: 'class 3',
    4: 'class 4',
  })
})

test('of more classes the digits are predictions and the last given, with Shift the own ones by place', () => {
  const classes = Array.from({ length: 30 }, (_, index) => `class ${index}`)
  const own = [
    { name: 'class 1', key: null },
    { name: 'class 2', key: '3' },
    { name: 'class 4', key: null },
  ]
  expect(
    Object.fromEntries(
      assignKeys({ classes, own, predictions: ['a', 'b', 'c', 'd', 'e', 'f'], slots: give('x', 'y') }),
    ),
  ).toEqual({
    1: 'a',
    2: 'b',
    3: 'class 2',
    4: 'd',
    5: 'e',
    6: 'x',
    7: 'y',
    'shift+1': 'class 1',
    'shift+2': 'class 4',
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
