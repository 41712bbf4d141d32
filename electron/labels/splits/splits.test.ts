import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Catalog } from '../../catalog/connection.ts'
import { ensureRoot, recordContent } from '../../catalog/queries/images.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeCatalog, makeContent } from '../../test-support/catalog.ts'
import { type Split, splits } from '../../catalog/split.ts'
import { setLabelMode } from '../classes/classes.ts'
import { undo } from '../../catalog/history/edit.ts'
import { markImages, setLabels } from '../edits/edits.ts'
import { findTargets, type Ratios, shareOut, type SplitItem } from './split-groups.ts'
import { assignSplits } from './splits.ts'

const path = (index: number): string => `${String(index).padStart(4, '0')}.jpg`
function start(count: number): Catalog {
  const catalog = makeCatalog()
  recordScan(
    catalog,
    ensureRoot(catalog, '/photos'),
    Array.from({ length: count }, (_, index) => ({ path: path(index), size: 1, mtime: 1 })),
  )
  return catalog
}
const ids = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const read = (catalog: Catalog): Map<string, Split | null> =>
  new Map(
    catalog
      .all<{ path: string; split: Split | null }>(
        'SELECT i.path, m.split FROM image i LEFT JOIN mark m ON m.image_id = i.id ORDER BY i.path',
      )
      .map((row) => [row.path, row.split]),
  )
const count = (some: Iterable<Split | null>): string => {
  const all = [...some]
  return [...splits, null].map((split) => all.filter((one) => one === split).length).join('/')
}
const most = {
  ratios: { train: 70, validation: 15, test: 15 },
  seed: 1,
  scope: 'labeled',
  keep: false,
  predictions: new Map<number, string>(),
  author: 'Ann',
} as const

test('every class by the ratios; what has no label gets none; undo takes all back', () => {
  const catalog = start(130)
  setLabels(catalog, { imageIds: ids(1, 100), to: { newName: 'cat' }, author: 'Ann' })
  setLabels(catalog, { imageIds: ids(101, 120), to: { newName: 'dog' }, author: 'Ann' })
  markImages(catalog, [130], { split: 'test' }, 'Ann')
  const labels = catalog.all('SELECT * FROM label')
  const editId = assignSplits(catalog, most)
  const found = [...read(catalog).values()]
  expect([count(found.slice(0, 100)), count(found.slice(100, 120)), count(found.slice(120))]).toEqual([
    '70/15/15/0',
    '14/3/3/0',
    '0/0/0/10',
  ])
  expect(catalog.all('SELECT * FROM label')).toEqual(labels)
  expect(catalog.get('SELECT kind, subject, images FROM edit WHERE id = ?', editId)).toEqual({
    kind: 'splits',
    subject: '70/15/15, seed 1',
    images: 121,
  })
  expect(assignSplits(catalog, most)).toBeNull()
  expect(assignSplits(catalog, { ...most, seed: 2 })).not.toBeNull()
  expect([...read(catalog).values()]).not.toEqual(found)
  undo(catalog)
  undo(catalog)
  expect(count(read(catalog).values())).toBe('0/0/1/129')
})

test('rare classes share the splits out among them', () => {
  const catalog = start(100)
  for (const id of ids(1, 100)) setLabels(catalog, { imageIds: [id], to: { newName: `class ${id}` }, author: 'Ann' })
  assignSplits(catalog, most)
  expect(count(read(catalog).values())).toBe('70/15/15/0')
})

test('shares of 0, of any sum, of nothing', () => {
  const catalog = start(10)
  assignSplits(catalog, { ...most, scope: 'all', ratios: { train: 0.8, validation: 0, test: 0.2 } })
  expect(count(read(catalog).values())).toBe('8/0/2/0')
  expect(catalog.get('SELECT subject FROM edit')).toEqual({ subject: '80/0/20, seed 1' })
  expect(() => assignSplits(catalog, { ...most, ratios: { train: 0, validation: 0, test: 0 } })).toThrow(
    /All shares are 0/,
  )
})

test('what has no label counts by its prediction', () => {
  const catalog = start(20)
  setLabels(catalog, { imageIds: [11, 12], to: { newName: 'dog' }, author: 'Ann' })
  assignSplits(catalog, {
    ...most,
    scope: 'all',
    ratios: { train: 1, validation: 0, test: 1 },
    predictions: new Map(ids(1, 10).map((id) => [id, 'dog'])),
  })
  const found = [...read(catalog).values()]
  expect([count(found.slice(0, 12)), count(found.slice(12))]).toEqual(['6/0/6/0', '4/0/4/0'])
})

test('an image with several labels counts by the rarest', () => {
  const catalog = start(20)
  setLabelMode(catalog, true, 'Ann')
  setLabels(catalog, { imageIds: ids(1, 20), to: { newName: 'animal' }, author: 'Ann', how: 'add' })
  setLabels(catalog, { imageIds: ids(1, 4), to: { newName: 'owl' }, author: 'Ann', how: 'add' })
  assignSplits(catalog, { ...most, ratios: { train: 1, validation: 0, test: 1 } })
  expect(count([...read(catalog).values()].slice(0, 4))).toBe('2/0/2/0')
})

test('what is kept is counted in, and its likes follow it', () => {
  const catalog = start(20)
  setLabels(catalog, { imageIds: ids(1, 20), to: { newName: 'cat' }, author: 'Ann' })
  markImages(catalog, ids(1, 6), { split: 'test' }, 'Ann')
  for (const id of [6, 7]) recordContent(catalog, id, makeContent(7))
  assignSplits(catalog, { ...most, keep: true, ratios: { train: 1, validation: 0, test: 1 } })
  const found = [...read(catalog).values()]
  expect(count(found)).toBe('10/0/10/0')
  expect(count(found.slice(0, 7))).toBe('0/0/7/0')
})

test('any project: every image one split, groups whole, the same again, labels untouched, whenever the files came', () => {
  const image = fc.record({
    label: fc.option(fc.constantFrom('a', 'b', 'c')),
    hash: fc.option(fc.integer({ min: 1, max: 6 })),
    near: fc.option(fc.integer({ min: 1, max: 4 })),
  })
  const ratio = fc.integer({ min: 0, max: 5 })
  const wanted = fc
    .record({ train: ratio, validation: ratio, test: ratio })
    .filter(({ train, validation, test: rest }) => train + validation + rest > 0)
  fc.assert(
    fc.property(
      fc.array(image, { minLength: 1, maxLength: 20 }),
      wanted,
      fc.nat(9),
      fc.constantFrom('labeled' as const, 'all' as const),
      fc.boolean(),
      (images, ratios, seed, scope, backwards) => {
        const make = (reversed: boolean): Catalog => {
          const catalog = makeCatalog()
          const rootId = ensureRoot(catalog, '/photos')
          const order = images.map((one, index) => ({ ...one, index }))
          const scan = (some: typeof order) =>
            recordScan(
              catalog,
              rootId,
              some.map(({ index }) => ({ path: path(index), size: 1, mtime: 1 })),
            )
          if (reversed)
            for (const { index } of order.toReversed()) scan(order.slice(index)) // ids then fall as paths rise
          else scan(order)
          for (const { label, hash, near, index } of order) {
            const { id } = catalog.get<{ id: number }>('SELECT id FROM image WHERE path = ?', path(index))!
            if (hash !== null) recordContent(catalog, id, makeContent(hash))
            if (near !== null) catalog.run('INSERT INTO near_duplicate VALUES (?, ?)', id, near)
            if (label !== null) setLabels(catalog, { imageIds: [id], to: { newName: label }, author: 'Ann' })
          }
          return catalog
        }
        const catalog = make(false)
        const labels = catalog.all('SELECT * FROM label')
        assignSplits(catalog, { ...most, ratios, seed, scope })
        const found = read(catalog)
        images.forEach(({ label, hash, near }, index) => {
          const split = found.get(path(index)) ?? null
          expect(split !== null).toBe(scope === 'all' || label !== null)
          if (split !== null) expect(ratios[split]).toBeGreaterThan(0)
          images.forEach((other, place) => {
            const likes = (hash !== null && hash === other.hash) || (near !== null && near === other.near)
            if (likes && split !== null && (scope === 'all' || other.label !== null))
              expect(found.get(path(place))).toBe(split)
          })
        })
        expect(catalog.all('SELECT * FROM label')).toEqual(labels)
        const again = make(backwards)
        assignSplits(again, { ...most, ratios, seed, scope })
        expect(read(again)).toEqual(found)
      },
    ),
    { numRuns: 20 },
  )
})

test('a stratum is off by less than its largest group, and by less than one image without groups', () => {
  const stratum = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 15 })
  const ratio = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(stratum, { minLength: 1, maxLength: 5 }),
      ratio,
      ratio,
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.nat(),
      (strata, train, validation, rest, seed) => {
        const ratios: Ratios = { train, validation, test: rest }
        let id = 0
        let group = 0
        const items = strata.flatMap((sizes, index) =>
          sizes.flatMap((size): SplitItem[] => {
            group++
            return Array.from({ length: size }, () => ({
              id: ++id,
              stratum: `s${index}`,
              group: size === 1 ? null : group,
            }))
          }),
        )
        const targets = findTargets(items, ratios)
        const found = shareOut(items, ratios, seed, new Map(), new Map())
        expect(found.size).toBe(items.length)
        strata.forEach((sizes, index) => {
          const members = items.filter((item) => item.stratum === `s${index}`)
          for (const split of splits) {
            const exact = (members.length * ratios[split]) / (train + validation + rest)
            const got = members.filter((item) => found.get(item.id) === split).length
            if (members.length > 0) expect(Math.abs(targets.get(`s${index}`)![split] - exact)).toBeLessThan(1)
            expect(Math.abs(got - exact)).toBeLessThan(1 + Math.max(0, ...sizes.map((size) => size - 1)))
          }
        })
      },
    ),
  )
})
