import { expect, test } from 'vitest'
import { findClasses, offerClasses, type Score } from './search-classes.ts'

const make = (names: readonly string[], first = 1) => names.map((name, index) => ({ ref: first + index, name }))
const namesOf = (classes: readonly { name: string }[]): string[] => classes.map(({ name }) => name)

/** Good enough to compare orders: where the text begins, or that all its letters are there. */
const score: Score = (name, text) => {
  const [inside, wanted] = [name.toLowerCase(), text.toLowerCase()]
  const place = inside.indexOf(wanted)
  if (place >= 0) return 1 / (1 + place)
  return Array.from(wanted).every((letter) => inside.includes(letter)) ? 0.01 : 0
}

const classes = make(['tench, Tinca tinca', 'goldfish', 'crane', 'crane (bird)', 'Goldfinch'])

function offer(own: readonly string[], text: string, { other = [] as readonly string[], isClosed = true } = {}) {
  const found = offerClasses({ own: make(own), other: make(other, 100), isClosed, recent: [], text, score })
  return {
    exact: found.exact?.name ?? null,
    create: found.create,
    own: namesOf(found.own),
    other: namesOf(found.other),
  }
}

test('without a text the recent ones come first, then all others', () => {
  expect(namesOf(findClasses(classes, [3, 99], '', score))).toEqual([
    'crane',
    'tench, Tinca tinca',
    'goldfish',
    'crane (bird)',
    'Goldfinch',
  ])
})

test('a name typed in full is first, then those that contain the text, then those that have its letters', () => {
  expect(namesOf(findClasses(classes, [4], ' CRANE ', score))).toEqual(['crane', 'crane (bird)'])
  expect(namesOf(findClasses(classes, [5], 'gold', score))).toEqual(['Goldfinch', 'goldfish'])
  expect(namesOf(findClasses(make(['cougar face', 'racer']), [], 'RACE', score))).toEqual(['racer', 'cougar face'])
})

test('what no class is called can be made, before all that only resembles it', () => {
  expect(offer(['dogwood', 'cat'], 'dog', { other: ['Eskimo dog'] })).toEqual({
    exact: null,
    create: 'dog',
    own: ['dogwood'],
    other: ['Eskimo dog'],
  })
})

test('a name in another case is the class that there is', () => {
  expect(offer(['Flutterer'], ' flutterer ')).toEqual({ exact: 'Flutterer', create: null, own: [], other: [] })
  expect(offer(['Dog', 'dog'], 'dog')).toMatchObject({ exact: 'dog', own: ['Dog'] })
  expect(offer(['café'], 'cafe\u0301')).toMatchObject({ exact: 'café', create: null })
})

test("a model's class that is typed in full is meant only where the label set is open", () => {
  const other = ['goldfish', 'Goldfinch']
  expect(offer([], 'goldfish', { other, isClosed: false })).toMatchObject({ exact: 'goldfish', create: null })
  expect(offer([], 'goldfish', { other })).toMatchObject({ exact: null, create: 'goldfish', other: ['goldfish'] })
})

test('without a text nothing is to be made, and no class is the one that is meant', () => {
  expect(offer(['cat'], '  ', { other: ['goldfish'] })).toEqual({
    exact: null,
    create: null,
    own: ['cat'],
    other: ['goldfish'],
  })
})

test('of ten thousand classes only so many are offered, and the others counted', () => {
  const own = make(Array.from({ length: 10_000 }, (_, index) => `class ${index}`))
  const found = offerClasses({ own, other: [], isClosed: true, recent: [], text: 'class', score })
  expect(found.own).toHaveLength(50)
  expect(found.left).toEqual({ own: 9950, other: 0 })
})
