import { expect, test } from 'vitest'
import { type Score, searchClasses } from './search-classes.ts'

/** Classes that are called as they are named, found and read by their names. */
function search(names: readonly string[], recent: readonly string[], text: string, by: Score) {
  const { matches, far, isNew } = searchClasses(
    names.map((name, index) => ({ ref: index + 1, name })),
    recent.map((name) => names.indexOf(name) + 1),
    text,
    by,
  )
  return { matches: matches.map(({ name }) => name), isNew, far: far.map(({ name }) => name) }
}

const classes = ['tench, Tinca tinca', 'goldfish', 'crane', 'crane (bird)', 'Goldfinch']
/** Good enough to compare orders: where the text begins. */
const score: Score = (name, text) => {
  const place = name.toLowerCase().indexOf(text.toLowerCase())
  return place < 0 ? 0 : 1 / (1 + place)
}

test('without a text the recent ones come first, then all others', () => {
  expect(search(classes, ['crane', 'gone'], '', score)).toEqual({
    matches: ['crane', 'tench, Tinca tinca', 'goldfish', 'crane (bird)', 'Goldfinch'],
    isNew: false,
    far: [],
  })
})

test('matches are ordered by how well they match, recent ones first among equals', () => {
  expect(search(classes, ['Goldfinch'], 'gold', score)).toEqual({
    matches: ['Goldfinch', 'goldfish'],
    isNew: true,
    far: [],
  })
})

test('a name typed in full comes first and is not offered as new, in any case', () => {
  expect(search(classes, ['crane (bird)'], ' CRANE ', score)).toEqual({
    matches: ['crane', 'crane (bird)'],
    isNew: false,
    far: [],
  })
})

test('what no class is called can be made', () => {
  expect(search(classes, [], 'zebra', score)).toEqual({ matches: [], isNew: true, far: [] })
})

test('a name that only holds the letters is behind the new class', () => {
  const letters: Score = (name, text) =>
    Array.from(text.toLowerCase()).every((letter) => name.toLowerCase().includes(letter)) ? 0.1 : 0
  expect(search(['cougar face', 'racer'], [], 'RACE', letters)).toEqual({
    matches: ['racer'],
    isNew: true,
    far: ['cougar face'],
  })
})

test('of ten thousand classes only so many are offered', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => `class ${index}`)
  expect(search(many, [], 'class', score).matches).toHaveLength(50)
})
