import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { meanings } from '../../../models/deit/imagenet-ancestors.ts'
import imagenetLabels from '../../../models/deit/imagenet-labels.json' with { type: 'json' }
import type { NamedClass } from './class-key.ts'
import { suggestClasses } from './class-match.ts'

const numbered = (names: readonly string[]): NamedClass[] => names.map((name, index) => ({ id: index + 1, name }))

/** "class because via" of each class of a model; null where none is suggested. */
function suggest(modelClasses: readonly string[], names: readonly string[]): (string | null)[] {
  return suggestClasses(modelClasses, numbered(names)).map(
    (one) => one && `${names[one.classId - 1]} ${one.because} ${one.via}`,
  )
}
const ofImagenet = (name: string, ...names: string[]): string | null =>
  suggest(imagenetLabels, names)[imagenetLabels.indexOf(name)]!

test.each([
  ['the same', 'dog', ['dog'], 1],
  ['another case, separators, plural', 'Fire_Engine', ['fire engines'], 1],
  ['plurals of other forms', 'fox', ['Foxes'], 1],
  ['plurals in y', 'butterfly', ['Butterflies'], 1],
  ['plurals in ie', 'cookies', ['cookie'], 1],
  ['irregular plurals', 'bat-eared mouse', ['mice'], 1],
  ['a synonym', 'Eskimo dog, husky', ['Husky'], 1],
  ['a word within', 'house dog, indoors', ['dog'], 1],
  ['a synonym before a word within', 'Eskimo dog, husky', ['eskimo', 'husky'], 2],
  ['the longest', 'Egyptian cat', ['cat', 'Egyptian cats'], 2],
  ['words, not letters', 'catamaran', ['cat'], null],
  ['several words within', 'very white shark', ['shark', 'white shark'], 2],
  ['as good as another', 'cat and dog', ['cat', 'dog'], null],
  ['two that look alike', 'dogs', ['dog', 'Dogs'], null],
  ['glass is no plural', 'glass', ['glas'], null],
  ['signs alone', '!!!', ['???'], null],
])('a suggestion by name: %s', (_, model, names, expected) => {
  expect(suggestClasses([model], numbered(names)).map((one) => one?.classId ?? null)).toEqual([expected])
})

test('a class that the model’s class is a kind of is suggested, the nearest one', () => {
  expect(ofImagenet('green mamba', 'dog', 'snake')).toBe('snake parent snake')
  expect(ofImagenet('green mamba', 'animal', 'Reptiles', 'Snakes')).toBe('Snakes parent snake')
  expect(ofImagenet('green mamba', 'animal', 'Reptiles')).toBe('Reptiles parent reptile')
  expect(ofImagenet('green mamba', 'Serpent')).toBe('Serpent parent serpent')
  expect(ofImagenet('goldfinch, Carduelis carduelis', 'birds', 'insects')).toBe('birds parent bird')
  expect(ofImagenet('tabby, tabby cat', 'cat')).toBe('cat parent cat')
  expect(ofImagenet('tiger, Panthera tigris', 'cats')).toBe('cats parent cat')
  expect(ofImagenet('green mamba', 'bird')).toBeNull()
})

test('several parents are equally near: a tie is no suggestion', () => {
  const car = 'sports car, sport car'
  expect(ofImagenet(car, 'vehicle')).toBe('vehicle parent vehicle')
  expect(ofImagenet(car, 'container')).toBe('container parent container')
  expect(ofImagenet(car, 'vehicle', 'container')).toBeNull()
  expect(ofImagenet(car, 'vehicle', 'container', 'motor vehicles')).toBe('motor vehicles parent motor vehicle')
  expect(ofImagenet(car, 'Vehicles', 'vehicle')).toBeNull()
})

test('what people write around a name, and several names in one', () => {
  expect(ofImagenet('pug, pug-dog', 'Dog breeds')).toBe('Dog breeds parent dog')
  expect(ofImagenet('green mamba', 'kinds of snakes')).toBe('kinds of snakes parent snake')
  expect(ofImagenet('green mamba', 'lizards / snakes')).toBe('lizards / snakes parent snake')
  expect(ofImagenet('tabby, tabby cat', 'cats and dogs')).toBe('cats and dogs parent cat')
  expect(ofImagenet('tabby, tabby cat', 'cats and dogs', 'cat')).toBe('cat parent cat')
})

test('of a class that WordNet knows, a word within its name says nothing', () => {
  expect(ofImagenet('hotdog, hot dog, red hot', 'dog')).toBeNull()
  expect(ofImagenet('hotdog, hot dog, red hot', 'dog', 'food')).toBe('food parent food')
  expect(ofImagenet('sea lion', 'lion', 'mammal')).toBe('mammal parent mammal')
  expect(ofImagenet('tiger shark, Galeocerdo cuvieri', 'tiger', 'fish')).toBe('fish parent fish')
})

test('names of one meaning are found by their index or their synonyms', () => {
  expect(ofImagenet('crane (bird)', 'bird')).toBe('bird parent bird')
  expect(ofImagenet('crane', 'bird', 'device')).toBe('device parent device')
  const short = imagenetLabels.map((name) => name.split(',')[0]!)
  expect(suggest(short, ['bird', 'device'])[imagenetLabels.indexOf('mouse, computer mouse')]).toBe(
    'device parent device',
  )
  // A part of ImageNet's classes, and others.
  expect(suggest(['mouse, computer mouse', 'Tabby cat', 'cougar'], ['cat', 'device', 'puma'])).toEqual([
    'device parent device',
    'cat parent cat',
    'puma name puma',
  ])
})

test('a name of several meanings is none of them: the animal, or the device?', () => {
  expect(suggest(['mouse', 'crane', 'mammal'], ['device', 'animal'])).toEqual([null, null, 'animal parent animal'])
})

test('labels go before names, where at least two photos and two thirds of them are labeled so', () => {
  const labeled = (...counts: [classId: number, images: number][]) =>
    suggestClasses(
      ['ibis', 'dog'],
      numbered(['bird', 'ibis', 'outdoors']),
      new Map([[0, { photos: counts.reduce((sum, [, images]) => sum + images, 0), classes: new Map(counts) }]]),
    )[0]
  expect(labeled([1, 11])).toEqual({ classId: 1, because: 'labels', via: null, images: 11 })
  expect(labeled([1, 4], [3, 2])).toMatchObject({ classId: 1, because: 'labels', images: 4 })
  expect(labeled([1, 1])).toMatchObject({ classId: 2, because: 'name' })
  expect(labeled([1, 3], [3, 2])).toMatchObject({ classId: 2, because: 'name' })
})

test('every meaning of a name must have the same nearest class', () => {
  expect(suggest(['dolphin'], ['animal'])).toEqual(['animal parent animal'])
  expect(suggest(['dolphin'], ['fish', 'mammals', 'animal'])).toEqual([null])
  expect(suggest(['dolphin'], ['mammals'])).toEqual([null])
})

test('the embedded model’s classes are known, too', () => {
  const labels = readFileSync(new URL('../../../models/default/labels.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
  const found = suggest(labels, ['birds', 'insects', 'reptiles'])
  const names = (of: string): string[] => labels.filter((_, index) => found[index]?.startsWith(of))
  expect(names('birds')).toEqual(['emu', 'flamingo', 'ibis', 'pigeon', 'rooster'])
  expect(names('insects')).toEqual(['ant', 'butterfly', 'dragonfly', 'mayfly'])
  expect(names('reptiles')).toEqual(['brontosaurus', 'crocodile', 'hawksbill', 'stegosaurus'])
})

/** Names from anywhere in the table, so that many are above one another. */
const lemma = fc.constantFrom(...new Set(meanings.flatMap(({ lemmas }) => lemmas)))

test('nothing is suggested where a second class is as near: its namesake takes a suggestion away, and never moves it', () => {
  fc.assert(
    fc.property(fc.uniqueArray(lemma, { minLength: 1, maxLength: 12 }), fc.nat(11), (names, which) => {
      const before = suggestClasses(imagenetLabels, numbered(names))
      const doubled = which % names.length
      const after = suggestClasses(imagenetLabels, numbered([...names, names[doubled]!]))
      for (const [index, one] of before.entries()) {
        if (one?.classId === doubled + 1) expect(after[index]).toBeNull()
        else expect(after[index]).toEqual(one)
      }
    }),
    { numRuns: 30 },
  )
})

test('the order of classes decides nothing', () => {
  fc.assert(
    fc.property(fc.uniqueArray(lemma, { minLength: 2, maxLength: 12 }), (names) => {
      const classes = numbered(names)
      const ids = (of: NamedClass[]) => suggestClasses(imagenetLabels, of).map((one) => one?.classId ?? null)
      expect(ids(classes.toReversed())).toEqual(ids(classes))
    }),
    { numRuns: 30 },
  )
})

test('a label set of the 1,000 names is suggested whole, each to its own', () => {
  const found = suggestClasses(imagenetLabels, numbered(imagenetLabels))
  const others = imagenetLabels.filter((_, index) => found[index]?.classId !== index + 1)
  expect(others).toEqual([])
})
