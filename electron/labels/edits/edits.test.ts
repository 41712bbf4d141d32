import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listClasses } from '../../catalog/queries/classes.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { listEdits } from '../../catalog/history/entries.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { getLabels } from '../../catalog/queries/labels.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeCatalog, makeFiles, makeTempFolder } from '../../test-support/catalog.ts'
import { jumpTo, redo, undo } from '../../catalog/history/edit.ts'
import { changeClass, deleteClass } from '../classes/classes.ts'
import { acceptPredictions, setLabels } from './edits.ts'

function fill(catalog: Catalog, count: number): Catalog {
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(count))
  return catalog
}

const namesOf = (catalog: Catalog, count: number) =>
  Array.from({ length: count }, (_, index) =>
    getLabels(catalog, index + 1)
      .map(({ className, author }) => `${className} by ${author}`)
      .join(),
  )

test('a label replaces the one before; undo and redo walk back and forth', () => {
  const catalog = fill(makeCatalog(), 3)
  const first = setLabels(catalog, { imageIds: [1, 2, 2], to: { newName: 'cat' }, author: 'Ann' })
  const second = setLabels(catalog, { imageIds: [2, 3], to: { newName: ' dog ' }, author: 'Bob', source: 'import' })
  expect(getLabels(catalog, 2)).toEqual([{ imageId: 2, className: 'dog', source: 'import', author: 'Bob' }])
  expect(listEdits(catalog, 9)).toMatchObject([
    { id: second, kind: 'set', subject: 'dog', author: 'Bob', undone: false, images: 2 },
    { id: first, kind: 'set', subject: 'cat', author: 'Ann', undone: false, images: 2 },
  ])
  expect(undo(catalog)).toBe(second)
  expect(namesOf(catalog, 3)).toEqual(['cat by Ann', 'cat by Ann', ''])
  expect(redo(catalog)).toBe(second)
  expect(redo(catalog)).toBeNull()
  expect([undo(catalog), undo(catalog), undo(catalog)]).toEqual([second, first, null])
  expect(namesOf(catalog, 3)).toEqual(['', '', ''])

  const third = setLabels(catalog, { imageIds: [3], to: { newName: 'fox' }, author: 'Ann' })
  expect(redo(catalog)).toBeNull()
  expect(third).toBeGreaterThan(second!)
  expect(listEdits(catalog, 9).map(({ id }) => id)).toEqual([third])
})

test('an edit that changes nothing is none, and keeps what could be redone', () => {
  const catalog = fill(makeCatalog(), 2)
  setLabels(catalog, { imageIds: [1], to: { newName: 'cat' }, author: 'Ann' })
  setLabels(catalog, { imageIds: [1], to: null, author: 'Ann' })
  undo(catalog)
  expect(setLabels(catalog, { imageIds: [1], to: { newName: 'cat' }, author: 'Ann' })).toBeNull()
  expect(setLabels(catalog, { imageIds: [2], to: null, author: 'Ann' })).toBeNull()
  expect(setLabels(catalog, { imageIds: [], to: { newName: 'dog' }, author: 'Ann' })).toBeNull()
  expect(redo(catalog)).not.toBeNull()
  expect(namesOf(catalog, 1)).toEqual([''])
})

test('a class is its id: a page that shows the old name labels with the same class, and one that is gone is not made again', () => {
  const catalog = fill(makeCatalog(), 3)
  setLabels(catalog, { imageIds: [1], to: { newName: 'cat' }, author: 'Ann' })
  const { id } = listClasses(catalog)[0]!
  changeClass(catalog, id, { name: 'feline' }, 'Ben')
  setLabels(catalog, { imageIds: [2], to: id, author: 'Ann' })
  expect(namesOf(catalog, 2)).toEqual(['feline by Ann', 'feline by Ann'])
  expect(listClasses(catalog)).toHaveLength(1)
  deleteClass(catalog, id, null, 'Ben')
  expect(() => setLabels(catalog, { imageIds: [3], to: id, author: 'Ann' })).toThrow('“feline” was deleted')
  expect(listClasses(catalog)).toEqual([])
})

test('a model’s class is the project’s own from then on, renamed or not', () => {
  const catalog = fill(makeCatalog(), 3)
  setLabels(catalog, { imageIds: [1], to: 'tabby', author: 'Ann' })
  const { id } = listClasses(catalog)[0]!
  changeClass(catalog, id, { name: 'cat' }, 'Ben')
  setLabels(catalog, { imageIds: [2], to: 'tabby', author: 'Ann' })
  acceptPredictions(catalog, new Map([[3, 'tabby']]), 'Ann')
  expect(namesOf(catalog, 3)).toEqual(['cat by Ann', 'cat by Ann', 'cat by Ann'])
  expect(listClasses(catalog)).toMatchObject([{ id, name: 'cat', originalName: 'tabby' }])
  // What a person types is what it says.
  setLabels(catalog, { imageIds: [2], to: { newName: 'tabby' }, author: 'Ann' })
  expect(listClasses(catalog).map(({ name }) => name)).toEqual(['cat', 'tabby'])
  setLabels(catalog, { imageIds: [3], to: 'tabby', author: 'Ann' })
  expect(namesOf(catalog, 3)).toEqual(['cat by Ann', 'tabby by Ann', 'tabby by Ann'])
})

test('what is refused leaves no trace', () => {
  const catalog = fill(makeCatalog(), 2)
  expect(() => setLabels(catalog, { imageIds: [1, 99], to: { newName: 'cat' }, author: 'Ann' })).toThrow(/no image 99/)
  for (const className of ['', ' \u00a0', 'a\nb', 'a\0', '\ud800']) {
    expect(() => setLabels(catalog, { imageIds: [1], to: { newName: className }, author: 'Ann' })).toThrow(
      expect.objectContaining({ code: 'wrong-use' }),
    )
  }
  expect(namesOf(catalog, 2)).toEqual(['', ''])
  expect(listEdits(catalog, 9)).toEqual([])
  expect(listClasses(catalog)).toEqual([])
})

test('class names that look the same are the same', () => {
  const catalog = fill(makeCatalog(), 2)
  setLabels(catalog, { imageIds: [1], to: { newName: 'caf\u00e9' }, author: 'Ann' })
  setLabels(catalog, { imageIds: [2], to: { newName: 'cafe\u0301 ' }, author: 'Ann' })
  expect(listClasses(catalog).map(({ name }) => name)).toEqual(['caf\u00e9'])
})

test('many labels are one edit: undone, redone and jumped over as one', () => {
  const catalog = fill(makeCatalog(), 5000)
  const imageIds = Array.from({ length: 500 }, (_, index) => 1 + 10 * index)
  setLabels(catalog, { imageIds, to: { newName: 'cat' }, author: 'Ann' })
  expect(setLabels(catalog, { imageIds, to: { newName: 'dog' }, author: 'Ann' })).not.toBeNull()
  expect(undo(catalog)).not.toBeNull()
  expect(redo(catalog)).not.toBeNull()
  expect(jumpTo(catalog, 0)).not.toBeNull()
  expect(jumpTo(catalog, listEdits(catalog, 1)[0]!.id)).not.toBeNull()
  expect(setLabels(catalog, { imageIds: [2], to: { newName: 'dog' }, author: 'Ann' })).not.toBeNull()
})

const imageCount = 5
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('set'),
      images: fc.subarray([1, 2, 3, 4, 5], { minLength: 1 }),
      name: fc.constantFrom('cat', 'dog', 'fox', null),
      author: fc.constantFrom('Ann', 'Bob'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('undo') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redo') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen') }) },
)
type Step = { do: 'set'; images: number[]; name: string | null; author: string } | { do: 'undo' | 'redo' | 'reopen' }

test('any sequence of edits, undos, redos and reopenings equals a plain list of states', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const file = join(makeTempFolder(), 'project.glance')
      let catalog = fill(openCatalog(file), imageCount)
      // The model: every state there was, and the current one.
      let states: string[][] = [Array.from({ length: imageCount }, () => '')]
      let at = 0
      for (const next of steps as Step[]) {
        if (next.do === 'set') {
          const text = next.name === null ? '' : `${next.name} by ${next.author}`
          const state = states[at]!.map((old, index) => (next.images.includes(index + 1) ? text : old))
          const isChange = state.join() !== states[at]!.join()
          expect(
            setLabels(catalog, {
              imageIds: next.images,
              to: next.name === null ? null : { newName: next.name },
              author: next.author,
            }) !== null,
          ).toBe(isChange)
          if (isChange) {
            states = [...states.slice(0, at + 1), state]
            at++
          }
        } else if (next.do === 'undo') {
          expect(undo(catalog) !== null).toBe(at > 0)
          at = Math.max(0, at - 1)
        } else if (next.do === 'redo') {
          expect(redo(catalog) !== null).toBe(at < states.length - 1)
          at = Math.min(states.length - 1, at + 1)
        } else {
          catalog.close()
          catalog = openCatalog(file)
        }
        expect(namesOf(catalog, imageCount)).toEqual(states[at])
      }
      expect(listEdits(catalog, 99).map(({ undone }) => undone)).toEqual(
        states
          .slice(1)
          .map((_, index) => index >= at)
          .reverse(),
      )
      catalog.close()
    }),
    { numRuns: 60 },
  )
})
