import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choosePrediction, isPlain, makeRules, NameTable, numberOf } from './shown-prediction.ts'

const labels = ['cat', 'poodle', 'terrier', 'car']
const classes = [
  { id: 1, name: 'dog', parentId: 2 },
  { id: 2, name: 'animal', parentId: null },
  { id: 3, name: 'cat', parentId: 2 },
  { id: 4, name: 'poodle', parentId: 1 },
  { id: 5, name: 'terrier', parentId: 1 },
]
const toPredictions = (...confidences: number[]) =>
  confidences
    .map((confidence, classIndex) => ({ classIndex, confidence }))
    .sort((one, other) => other.confidence - one.confidence)

function choose(
  sources: Partial<Parameters<typeof makeRules>[0]>,
  confidences: number[],
  threshold = 0,
  rejected: string[] = [],
): [string, number] | null {
  const rules = makeRules({ labels, classes: [], map: [], isClosed: false, ...sources })
  const shown = choosePrediction(
    rules,
    toPredictions(...confidences),
    threshold,
    new Set(rejected.map((name) => rules.names.intern(name))),
  )
  return shown === null ? null : [rules.names.names[shown.target]!, shown.confidence]
}

describe('in an open label set every class of the model is itself', () => {
  test('the best one is shown, however low', () => expect(choose({}, [0.25, 0.5], 0.9)).toEqual(['poodle', 0.5]))
  test('a rejected one gives way to the next', () =>
    expect(choose({}, [0.25, 0.5], 0, ['poodle'])).toEqual(['cat', 0.25]))
  test('nothing is left where all are rejected', () => expect(choose({}, [0.25, 0.5], 0, ['poodle', 'cat'])).toBeNull())
})

describe('a class that was renamed', () => {
  const renamed = { id: 1, name: 'feline', originalName: 'cat', parentId: null }
  const names = (...others: (typeof renamed)[]): string[] =>
    [0, 1].map((index) => choose({ classes: [renamed, ...others] }, index === 0 ? [1] : [0, 1])![0])
  test('is still the model’s class of its original name', () => expect(names()).toEqual(['feline', 'poodle']))
  test('not where another class has that name now', () =>
    expect(names({ id: 2, name: 'cat', originalName: 'dog', parentId: null })).toEqual(['cat', 'poodle']))
  test('not where a newer one has the same original name', () =>
    expect(names({ id: 2, name: 'lion', originalName: 'cat', parentId: null })).toEqual(['lion', 'poodle']))
  test('adds up with the model’s class of its name', () =>
    expect(choose({ classes: [{ ...renamed, name: 'poodle' }] }, [0.25, 0.5])).toEqual(['poodle', 0.75]))
})

describe('with a mapping', () => {
  const map = [
    { classIndex: 1, classId: 1 },
    { classIndex: 2, classId: 1 },
    { classIndex: 0, classId: 3 },
  ]
  const flat = classes.map((one) => ({ ...one, parentId: null }))
  test('probabilities of one class are added up', () =>
    expect(choose({ classes: flat, map }, [0.4, 0.25, 0.25])).toEqual(['dog', 0.5]))
  test('what is not mapped is the class of its name', () =>
    expect(choose({ classes: flat, map: [{ classIndex: 3, classId: 1 }] }, [1])).toEqual(['cat', 1]))
  test('what is mapped to none is left out, whatever its name', () =>
    expect(choose({ classes: flat, map: [{ classIndex: 0, classId: null }] }, [0.75, 0.25])).toEqual(['poodle', 0.25]))
  test('a model’s class that its model does not have is no class', () =>
    expect(choose({ classes: flat, map: [{ classIndex: 99, classId: 1 }] }, [1])).toEqual(['cat', 1]))
})

describe('in a closed label set', () => {
  const [dog, , cat] = classes.map((one) => ({ ...one, parentId: null }))
  const closed = { classes: [dog!, cat!], isClosed: true }
  test('a model’s class that is none of the set is left out', () =>
    expect(choose(closed, [0.25, 0, 0, 0.75])).toEqual(['cat', 0.25]))
  test('where no other class is predicted there is no prediction', () =>
    expect(choose({ ...closed, classes: [dog!] }, [0.5, 0, 0, 0.5])).toBeNull())
  test('with a mapping, too, the classes of the same name stay', () =>
    expect(choose({ ...closed, map: [{ classIndex: 1, classId: 1 }] }, [0.5, 0.25, 0.25])).toEqual(['cat', 0.5]))
  test('a class that was renamed is still predicted', () =>
    expect(choose({ classes: [{ ...cat!, name: 'feline', originalName: 'cat' }], isClosed: true }, [0.5, 0.5])).toEqual(
      ['feline', 0.5],
    ))
  test('an open one shows it', () =>
    expect(choose({ classes: [dog!, cat!] }, [0.25, 0, 0, 0.75])).toEqual(['car', 0.75]))
})

describe('the class that a rejection means', () => {
  const rules = (...of: { id: number; name: string; originalName?: string; parentId: null }[]) =>
    makeRules({ labels, classes: of, map: [], isClosed: false })
  test('by the model’s name', () => {
    const open = rules()
    expect(open.names.names[numberOf(open, 'car')!]).toBe('car')
    expect(numberOf(open, 'bus')).toBeUndefined()
  })
  test('the project’s class of that name, renamed or not, as soon as there is one', () => {
    const own = rules({ id: 7, name: 'vehicle', originalName: 'car', parentId: null })
    expect(own.names.names[numberOf(own, 'car')!]).toBe('vehicle')
    expect(numberOf(own, 7)).toBe(numberOf(own, 'car'))
  })
})

describe('where the best is in doubt, what it is a kind of takes its place', () => {
  test('the nearest whose kinds reach the threshold', () =>
    expect(choose({ classes }, [0, 0.375, 0.25], 0.5)).toEqual(['dog', 0.625]))
  test('not a farther one', () => expect(choose({ classes }, [0.25, 0.375, 0.25], 0.75)).toEqual(['animal', 0.875]))
  test('none where none reaches it', () =>
    expect(choose({ classes }, [0.25, 0.375, 0.25], 0.95)).toEqual(['poodle', 0.375]))
  test('none where the best reaches it itself', () =>
    expect(choose({ classes }, [0, 0.5, 0.25], 0.5)).toEqual(['poodle', 0.5]))
  test('a rejected class takes its kinds along', () =>
    expect(choose({ classes }, [0.125, 0.375, 0.25], 0.5, ['dog'])).toEqual(['cat', 0.125]))
  test('a circle ends', () =>
    expect(
      choose(
        {
          classes: [
            { id: 1, name: 'cat', parentId: 2 },
            { id: 2, name: 'car', parentId: 1 },
          ],
        },
        [0.5, 0, 0, 0.25],
        0.9,
      ),
    ).toEqual(['cat', 0.5]))
})

test('numbers of names stay', () => {
  const names = new NameTable()
  makeRules({ labels, classes: [], map: [], isClosed: false }, names)
  const before = [...names.names]
  makeRules({ labels, classes, map: [], isClosed: true }, names)
  expect(names.names.slice(0, before.length)).toEqual(before)
  expect(names.find('animal')).toBe(names.intern('animal'))
})

test('where the first prediction is plain, all predictions say the same', () => {
  const id = fc.integer({ min: 1, max: 5 })
  const sources = fc.record({
    classes: fc.constantFrom(
      classes,
      classes.map((one) => ({ ...one, parentId: null })),
      [],
    ),
    isClosed: fc.boolean(),
    map: fc.oneof(
      fc.constant([]),
      fc.uniqueArray(fc.record({ classIndex: fc.integer({ min: 0, max: 3 }), classId: id }), {
        selector: ({ classIndex }) => classIndex,
        maxLength: 4,
      }),
    ),
  })
  const parts = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(sources, parts, fc.constantFrom(0, 0.3, 0.5, 0.9), (given, weights, threshold) => {
      const rules = makeRules({ labels, ...given })
      const sum = weights.reduce((so, weight) => so + weight, 0)
      const predictions = toPredictions(...weights.map((weight) => weight / sum))
      const first = predictions[0]!
      if (!isPlain(rules, first.classIndex, first.confidence, threshold)) return
      expect(choosePrediction(rules, predictions, threshold)).toEqual({
        target: rules.targets[first.classIndex],
        confidence: first.confidence,
      })
    }),
  )
})
