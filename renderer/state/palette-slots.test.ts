import { expect, test } from 'vitest'
import { assignKeys, listRecent, type Slot, useSlot } from './palette-slots.ts'

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

test('ten classes have a digit each, whatever is guessed or given', () => {
  const keys = assignKeys(many.slice(0, 10), ['class 5'], give('class 3'))
  expect([...keys]).toEqual([...many.slice(0, 9).map((name, index) => [String(index + 1), name]), ['0', 'class 9']])
})

test('of more classes the digits are guesses and the last given', () => {
  expect(Object.fromEntries(assignKeys(many, ['a', 'b', 'c', 'd', 'e', 'f'], give('x', 'y')))).toEqual({ 1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e', 6: 'x', 7: 'y' })
})
