import { expect, test } from 'vitest'
import { type ClassRef, makeRules, NameTable, type PredictionRules } from '../../catalog/shown-prediction.ts'
import { passByPrediction } from './class-refs.ts'

const names = new NameTable()
const classes = [
  { id: 1, name: 'boat', parentId: null },
  { id: 2, name: 'ketch', originalName: 'ketch', parentId: 1 },
]
const first = makeRules({ labels: ['ketch', 'sunflower'], classes, map: [], isClosed: false }, names)
const second = makeRules(
  { labels: ['sunflower'], classes, map: [{ classIndex: 0, classId: 2 }], isClosed: true },
  names,
)

const passing = (wanted: ClassRef[], rules: PredictionRules): string[] =>
  names.names.filter((_, number) => passByPrediction(wanted, rules)[number + 1] === 1)

test('a name means the class of the model that is asked about, whatever it is for another model', () => {
  expect(passing(['sunflower'], first)).toEqual(['sunflower'])
  expect(passing(['sunflower'], second)).toEqual(['ketch'])
})

test('a class passes with its kinds, by its id or by the name that its model has for it', () => {
  expect(passing([1], first)).toEqual(['boat', 'ketch'])
  expect(passing(['ketch'], first)).toEqual(['ketch'])
  expect(passing([3, 'no such'], first)).toEqual([])
})
