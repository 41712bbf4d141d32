import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ClassInfo } from '../../../../electron/api/page.ts'
import {
  findDrop,
  listBranch,
  listTree,
  parentInside,
  parentOutside,
  placeBeside,
  placeStep,
  readNames,
  searchTree,
} from './tree.ts'

const make = (id: number, name: string, parentId: number | null = null): ClassInfo => ({
  id,
  name,
  originalName: name,
  colour: null,
  key: null,
  description: '',
  parentId,
})
/** animal (dog (husky), cat), car, tree */
const classes = [
  make(1, 'animal'),
  make(2, 'dog', 1),
  make(5, 'car'),
  make(3, 'husky', 2),
  make(4, 'cat', 1),
  make(6, 'tree'),
]
const rows = listTree(classes)
const names = (ids: readonly number[] | null): string[] | null =>
  ids?.map((id) => rows.find((row) => row.id === id)!.name) ?? null

/**
 * Sets of classes of any shape without circles: each is a kind of one made before it, or of none; then in any order.
 */
const labelSets = fc
  .array(fc.option(fc.nat(), { nil: null }), { minLength: 1, maxLength: 30 })
  .map((parents) =>
    parents.map((parent, index) =>
      make(index + 1, `class ${index + 1}`, parent === null || index === 0 ? null : 1 + (parent % index)),
    ),
  )
  .chain((made) => fc.shuffledSubarray(made, { minLength: made.length }))

test('kinds are below their class, siblings in their order', () => {
  expect(rows.map(({ name, depth }) => `${'-'.repeat(depth)}${name}`)).toEqual([
    'animal',
    '-dog',
    '--husky',
    '-cat',
    'car',
    'tree',
  ])
  expect(rows[2]!.above).toEqual(['animal', 'dog'])
  // By its place in the set, not in the tree.
  expect(rows.find(({ name }) => name === 'car')!.shownColour).toBe('#59a14f')
})

test('whatever the set is, the tree holds each class once, behind its parent', () => {
  fc.assert(
    fc.property(labelSets, (set) => {
      const tree = listTree(set)
      expect(tree.map(({ id }) => id).sort((a, b) => a - b)).toEqual(set.map(({ id }) => id).sort((a, b) => a - b))
      for (const [index, { parentId }] of tree.entries())
        if (parentId !== null) expect(tree.findIndex(({ id }) => id === parentId)).toBeLessThan(index)
    }),
  )
})

test('a step down and a step up again changes nothing but the notation', () => {
  fc.assert(
    fc.property(labelSets, fc.nat(), (set, pick) => {
      const tree = listTree(set)
      const { id } = tree[pick % tree.length]!
      const down = placeStep(tree, id, 1)
      if (down === null) return
      expect(new Set(down).size).toBe(set.length)
      const moved = listTree(down.map((one) => set.find((info) => info.id === one)!))
      expect(placeStep(moved, id, -1)).toEqual(tree.map((row) => row.id))
    }),
  )
})

test('what is found brings what it is a kind of', () => {
  expect(searchTree(rows, 'HUSK').map(({ name }) => name)).toEqual(['animal', 'dog', 'husky'])
  expect(searchTree(rows, 'ca').map(({ name }) => name)).toEqual(['animal', 'cat', 'car'])
  expect(searchTree(rows, '').length).toBe(6)
})

test('a class is dropped beside its siblings or into another, never into itself', () => {
  expect(findDrop(rows, 5, 6, 0.9)).toEqual({ how: 'after', target: 6 })
  expect(findDrop(rows, 6, 5, 0.1)).toEqual({ how: 'before', target: 5 })
  expect(findDrop(rows, 5, 6, 0.5)).toEqual({ how: 'into', target: 6 })
  expect(findDrop(rows, 5, 2, 0.1)).toEqual({ how: 'into', target: 2 })
  expect(findDrop(rows, 1, 3, 0.5)).toBeNull()
  expect(findDrop(rows, 2, 1, 0.5)).toBeNull() // it is a kind of it already
})

test('a branch moves as a whole', () => {
  expect(listBranch(rows, 1)).toEqual([1, 2, 3, 4])
  expect(names(placeBeside(rows, 6, { how: 'before', target: 1 }))).toEqual([
    'tree',
    'animal',
    'dog',
    'husky',
    'cat',
    'car',
  ])
  expect(names(placeStep(rows, 1, 1))).toEqual(['car', 'animal', 'dog', 'husky', 'cat', 'tree'])
  expect(names(placeStep(rows, 2, 1))).toEqual(['animal', 'cat', 'dog', 'husky', 'car', 'tree'])
  expect(placeStep(rows, 4, 1)).toBeNull()
  expect(placeBeside(rows, 5, { how: 'before', target: 6 })).toBeNull()
})

test('a step in goes below the sibling before, a step out beside the parent', () => {
  expect(parentInside(rows, 4)).toBe(2)
  expect(parentInside(rows, 2)).toBeUndefined()
  expect(parentOutside(rows, 3)).toBe(1)
  expect(parentOutside(rows, 2)).toBeNull()
  expect(parentOutside(rows, 5)).toBeUndefined()
})

test('pasted lines become names, each once', () => {
  expect(readNames('cat\r\n dog \n\nCat\ncafe\u0301', ['Dog'])).toEqual({
    fresh: ['cat', 'café'],
    known: ['dog'],
  })
})
