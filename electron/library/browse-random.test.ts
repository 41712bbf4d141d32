import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Sort } from './calls.ts'
import { findClass, hasNoClass, insertClass } from '../catalog/queries/classes.ts'
import { openLabelSet } from '../labels/classes/classes.ts'
import type { ClassRef } from '../catalog/shown-prediction.ts'
import type { Catalog } from '../catalog/connection.ts'
import { ensureRoot, recordFailure } from '../catalog/queries/images.ts'
import { ensureModel } from '../catalog/queries/models.ts'
import { storePredictions } from '../catalog/queries/predictions.ts'
import { recordScan } from '../catalog/queries/scan.ts'
import { getSetting, setSetting } from '../catalog/queries/settings.ts'
import { makeCatalog, makeContent } from '../test-support/catalog.ts'
import type { HeadCounts } from './comparison/calls.ts'
import { edit, redo, undo } from '../catalog/history/edit.ts'
import { markImages, rejectPredictions, setLabels } from '../labels/edits/edits.ts'
import { BrowseIndex } from './browse-index.ts'
import { readCards } from './cards.ts'
import { compareModels } from './comparison/compare.ts'
import { countImages } from './count.ts'
import { type Filter, type FilterCounts, filterSchema } from './filters/index.ts'
import { secondHeadNames as secondHeads } from './filters/second-heads.ts'
import { listImages } from './list.ts'
import { readOverview } from './overview.ts'
import { passes, readNaively, type Shown, sortNaively } from '../test-support/naive-browse.ts'

const files = [
  'a.jpg',
  'B.jpg',
  'x/Äb.jpg',
  'x/b.jpg',
  'x-y/c.jpg',
  'x/y/d.jpg',
  'é.jpg',
  'ÉE.jpg',
  'z/😀.jpg',
  'z/\uffee.jpg',
]
const modelClasses = ['cat', 'dog', 'owl', 'poodle']
/** Of the comparison model: some of its names are the first one's, at other places. */
const otherClasses = ['owl', 'cat', 'wolf', 'dog']
const classNames = ['animal', ...modelClasses, 'thing']
const names = fc.constantFrom(...classNames)
const image = fc.integer({ min: 1, max: 12 })
const images = fc.uniqueArray(image, { minLength: 1, maxLength: 5 })
// Quarters add up without rounding, and so meet the threshold exactly.
const predictions = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 }).chain((indexes) =>
  fc.record({
    indexes: fc.constant(indexes),
    confidences: fc.constantFrom(
      [0.5, 0.25, 0.25],
      [0.75, 0.125, 0.125],
      [0.25, 0.25, 0.25],
      [1, 0, 0],
      [0.375, 0.25, 0.125],
    ),
  }),
)

type Step = (catalog: Catalog, modelId: number) => void
const exists = (catalog: Catalog, ids: readonly number[]): number[] =>
  ids.filter((id) => catalog.get('SELECT 1 FROM image WHERE id = ?', id) !== undefined)
const onImages =
  (work: (catalog: Catalog, ids: number[], modelId: number) => void) =>
  (ids: readonly number[]): Step =>
  (catalog, modelId) => {
    const there = exists(catalog, ids)
    if (there.length > 0) work(catalog, there, modelId)
  }
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        images,
        fc.option(names),
        fc.constantFrom('ann', 'bob'),
        fc.constantFrom('replace', 'add', 'remove', 'toggle'),
      )
      .map(([ids, className, author, how]) =>
        onImages(
          (catalog, there) =>
            void setLabels(catalog, {
              imageIds: there,
              to: className === null ? null : { newName: className },
              author,
              how: how,
            }),
        )(ids),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(images, names)
      .map(([ids, name]) =>
        onImages((catalog, there) => void rejectPredictions(catalog, new Map(there.map((id) => [id, name])), 'ann'))(
          ids,
        ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        images,
        fc.record(
          {
            flagged: fc.boolean(),
            note: fc.option(fc.constant('note')),
            split: fc.option(fc.constantFrom('train' as const, 'test' as const)),
          },
          { requiredKeys: [] },
        ),
      )
      .map(([ids, mark]) => onImages((catalog, there) => void markImages(catalog, there, mark, 'ann'))(ids)),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(image, predictions, fc.constantFrom(1, 2, 3), fc.option(fc.boolean()))
      .map(([id, { indexes, confidences }, seed, agreement]) =>
        onImages((catalog, there, modelId) => {
          const fused = indexes.map((classIndex, place) => ({ classIndex, confidence: confidences[place]! }))
          storePredictions(
            catalog,
            there.map((imageId) => ({
              content: makeContent(seed),
              prediction: {
                imageId,
                modelId,
                fused,
                cls: fused.slice(0, 1),
                dist: null,
                agreement,
                embeddings: null,
                rollout: null,
                mapDistance: null,
              },
            })),
          )
        })([id]),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(image, predictions, fc.constantFrom(null, 0, 0.25, 1), fc.option(fc.integer({ min: 0, max: 3 })))
      .map(([id, { indexes, confidences }, mapDistance, byDistillation]) =>
        onImages((catalog, there) => {
          const fused = indexes.map((classIndex, place) => ({ classIndex, confidence: confidences[place]! }))
          storePredictions(
            catalog,
            there.flatMap((imageId) =>
              ['m', 'n'].slice(mapDistance === 1 ? 0 : 1).map((key) => ({
                content: null,
                prediction: {
                  imageId,
                  modelId: ensureModel(catalog, key, key === 'm' ? modelClasses : otherClasses),
                  fused,
                  cls: fused.slice(-1),
                  dist: byDistillation === null ? null : [{ classIndex: byDistillation, confidence: 1 }],
                  agreement: null,
                  embeddings: null,
                  rollout: null,
                  mapDistance,
                },
              })),
            ),
          )
        })([id]),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('n', 'm', null).map(
      (key): Step =>
        (catalog) =>
          setSetting(catalog, 'secondModelKey', key),
    ),
  },
  {
    weight: 1,
    arbitrary: image.map((id) =>
      onImages((catalog, there) => recordFailure(catalog, there[0]!, { code: 'x', message: 'y' }))([id]),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 2), fc.subarray(files), fc.integer({ min: 1, max: 3 }))
      .map(([rootId, paths, size]): Step => (catalog) => {
        recordScan(
          catalog,
          rootId,
          paths.map((path) => ({ path, size, mtime: size * 1000 - 2000 })),
        )
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(names, names).map(
      ([name, parent]): Step =>
        (catalog) =>
          void edit(catalog, { kind: 'class-change', subject: name, author: 'ann' }, () => {
            const find = (one: string) =>
              catalog.get<{ id: number; parent_id: number | null }>(
                'SELECT id, parent_id FROM class WHERE name = ?',
                one,
              )
            const top = find(parent)
            if (
              top?.parent_id === null &&
              catalog.get('SELECT 1 FROM class WHERE parent_id = (SELECT id FROM class WHERE name = ?)', name) ===
                undefined &&
              name !== parent
            ) {
              catalog.run('UPDATE class SET parent_id = ? WHERE name = ?', top.id, name)
            }
          }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.option(names)).map(
      ([classIndex, name]): Step =>
        (catalog, modelId) =>
          void edit(catalog, { kind: 'mapping', subject: null, author: 'ann' }, () => {
            catalog.run('DELETE FROM class_map WHERE class_index = ?', classIndex)
            if (name === 'thing') catalog.run('INSERT INTO class_map VALUES (?, ?, NULL)', modelId, classIndex)
            else
              catalog.run('INSERT INTO class_map SELECT ?, ?, id FROM class WHERE name = ?', modelId, classIndex, name)
          }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.boolean().map((isOpen): Step => (catalog) => {
      if (!hasNoClass(catalog)) openLabelSet(catalog, isOpen, 'ann')
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(names, fc.constantFrom('fowl', ...classNames)).map(
      ([from, to]): Step =>
        (catalog) =>
          void edit(catalog, { kind: 'class-change', subject: to, author: 'ann' }, () => {
            catalog.run('UPDATE OR IGNORE class SET name = ? WHERE name = ?', to, from)
          }),
    ),
  },
  {
    weight: 1,
    arbitrary: names.map(
      (name): Step =>
        (catalog) =>
          void edit(catalog, { kind: 'class-create', subject: name, author: 'ann' }, () => {
            if (catalog.get('SELECT 1 FROM class WHERE name = ?', name) === undefined)
              insertClass(catalog, { name, colour: null, key: null, description: '', parentId: null })
          }),
    ),
  },
  {
    weight: 1,
    arbitrary: images.map((ids) =>
      onImages((catalog, there) => {
        catalog.run('DELETE FROM near_duplicate')
        for (const id of there) catalog.run('INSERT INTO near_duplicate VALUES (?, ?)', id, id % 2)
      })(ids),
    ),
  },
  {
    weight: 1,
    arbitrary: image.map((id) =>
      onImages(
        (catalog, there) =>
          void edit(catalog, { kind: 'import', subject: 'x', author: 'ann' }, () =>
            catalog.run('INSERT OR IGNORE INTO conflict VALUES (?, ?)', there[0]!, 'bob'),
          ),
      )([id]),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, 0.5, 0.75).map(
      (threshold): Step =>
        (catalog) =>
          setSetting(catalog, 'threshold', threshold),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.boolean().map(
      (multi): Step =>
        (catalog) =>
          setSetting(catalog, 'multiLabel', multi),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      (catalog) => void undo(catalog),
      (catalog) => void redo(catalog),
    ),
  },
)

/**
 * A class by its name, or by the id that a class of this name has when the question is asked; 99 where there is none.
 */
const refs = fc.oneof(
  names.map((name) => `#${name}`),
  names,
  fc.constant('no such'),
)
const someRefs = fc.uniqueArray(refs, { minLength: 1, maxLength: 3 })
const readRef = (catalog: Catalog, ref: ClassRef): ClassRef =>
  typeof ref === 'string' && ref.startsWith('#') ? (findClass(catalog, ref.slice(1)) ?? 99) : ref
const readRefs = (catalog: Catalog, filter: Filter): Filter =>
  Object.fromEntries(
    Object.entries(filter).map(([part, value]) => [
      part,
      ['classes', 'labels', 'predictions', 'seconds'].includes(part)
        ? (value as ClassRef[]).map((ref) => readRef(catalog, ref))
        : value,
    ]),
  )
const range = (value: fc.Arbitrary<number>) =>
  fc.tuple(value, value).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as [number, number])
const filters = fc
  .record(
    {
      classes: someRefs,
      labels: someRefs,
      predictions: someRefs,
      confidence: range(fc.constantFrom(0, 0.25, 0.5, 1)),
      agreement: fc.boolean(),
      modelsAgree: fc.boolean(),
      seconds: someRefs,
      secondHeads: fc.constantFrom(...secondHeads),
      secondMismatch: fc.boolean(),
      outside: fc.boolean(),
      status: fc.uniqueArray(
        fc.constantFrom(
          'labeled' as const,
          'pre-labeled' as const,
          'needs review' as const,
          'outside' as const,
          'failed' as const,
          'new' as const,
        ),
        { minLength: 1 },
      ),
      mismatch: fc.boolean(),
      authors: fc.uniqueArray(fc.constantFrom('ann', 'bob', 'eve'), { minLength: 1 }),
      flagged: fc.boolean(),
      noted: fc.boolean(),
      conflict: fc.boolean(),
      splits: fc.uniqueArray(fc.constantFrom('train' as const, 'test' as const, 'none' as const), { minLength: 1 }),
      duplicates: fc.constantFrom('exact' as const, 'near' as const),
      text: fc.constantFrom('B', 'äB', 'x/', 'É', 'jpg', '😀', '%', '\0'),
      folder: fc.record({ rootId: fc.constantFrom(1, 2, 3), path: fc.constantFrom('', 'x', 'x/y', 'nowhere') }),
      size: range(fc.integer({ min: 0, max: 4 })),
      date: range(fc.constantFrom(-1000, 0, 1000)),
      among: fc.uniqueArray(image, { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  .chain((all) =>
    fc
      .subarray(Object.entries(all), { maxLength: Math.min(3, Object.keys(all).length) })
      .map((parts) => Object.fromEntries(parts) as Filter),
  )
const sorts = fc.record({
  by: fc.constantFrom<Sort['by'][]>(
    'name',
    'confidence',
    'class',
    'agreement',
    'status',
    'size',
    'date',
    'sweep',
    'comparison',
    'map-distance',
    'given',
  ),
  descending: fc.boolean(),
})
const questions = fc.tuple(filters, sorts, fc.integer({ min: 1, max: 4 }))

test('whatever was done, pages, cards and counts are what a plain reading of the catalog gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(step, fc.array(questions, { minLength: 1, maxLength: 3 })), { minLength: 1, maxLength: 12 }),
      (steps) => {
        const catalog = makeCatalog()
        for (const root of ['/one', '/other']) ensureRoot(catalog, root)
        const modelId = ensureModel(catalog, 'm', modelClasses)
        ensureModel(catalog, 'n', otherClasses)
        setSetting(catalog, 'modelKey', 'm')
        setSetting(catalog, 'secondModelKey', 'n')
        setSetting(catalog, 'threshold', 0.5)
        recordScan(
          catalog,
          2,
          files.slice(0, 6).map((path) => ({ path, size: 2, mtime: 0 })),
        )
        const index = new BrowseIndex(catalog)
        for (const [work, asked] of steps) {
          work(catalog, modelId)
          const threshold = getSetting(catalog, 'threshold') ?? 0
          const naive = readNaively(catalog, modelId, threshold)
          for (const [filter, sort, limit] of asked)
            check(index, naive, filterSchema.parse(readRefs(catalog, filter)), sort, limit)
        }
        catalog.close()
      },
    ),
    { numRuns: 25 },
  )
}, 300_000)

function check(
  index: BrowseIndex,
  naive: ReturnType<typeof readNaively>,
  filter: Filter,
  sort: Sort,
  limit: number,
): void {
  const found = naive.shown.filter((image) => passes(image, filter, naive))
  const expected = sortNaively(found, sort, filter, naive.shown).map(({ id }) => id)
  const ids: number[] = []
  let page = listImages(index, { filter, sort, after: null, limit })
  for (ids.push(...page.ids); page.next !== null; ids.push(...page.ids)) {
    expect(page.ids).toHaveLength(limit)
    page = listImages(index, { filter, sort, after: page.next, limit })
  }
  expect(ids).toEqual(expected)

  const all = naive.shown.map(({ id }) => id)
  expect(
    readCards(index, all).map(
      ({
        id,
        status,
        labels,
        prediction,
        confidence,
        agreement,
        second,
        secondConfidence,
        mapDistance,
        flagged,
        note,
        split,
        hasConflict,
      }) => ({
        id,
        status,
        labels,
        prediction,
        confidence,
        agreement,
        second,
        secondConfidence,
        mapDistance,
        flagged,
        noted: note !== null,
        split: split ?? 'none',
        conflict: hasConflict,
      }),
    ),
  ).toEqual(
    naive.shown.map(
      ({
        id,
        status,
        labels,
        prediction,
        confidence,
        agreement,
        second,
        secondConfidence,
        mapDistance,
        flagged,
        noted,
        split,
        conflict,
      }) => ({
        id,
        status,
        labels,
        prediction,
        confidence,
        agreement,
        second,
        secondConfidence,
        mapDistance,
        flagged,
        noted,
        split,
        conflict,
      }),
    ),
  )

  const counts = countImages(index, filter)
  const overview = readOverview(index, filter)
  expect([counts.total, overview.total]).toEqual([found.length, found.length])
  const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0)
  expect(sum([overview.confidence.right, overview.confidence.wrong, overview.confidence.open].flat())).toBe(
    found.filter(({ prediction }) => prediction !== null).length,
  )
  expect(sum(overview.confusion.cells.map(([, , count]) => count))).toBe(
    found.filter(({ prediction, labels }) => prediction !== null && labels.length > 0).length,
  )
  expect(sum(overview.confusion.outside)).toBe(
    found.filter(({ prediction, labels, hasRun }) => hasRun && prediction === null && labels.length > 0).length,
  )

  // Beside every filter is how many it would let through, with the others applied and without itself.
  const without = (key: keyof Filter): Filter =>
    Object.fromEntries(Object.entries(filter).filter(([one]) => one !== key))
  const count = (key: keyof Filter, value: unknown): number =>
    naive.shown.filter((image) => passes(image, { ...without(key), [key]: value }, naive)).length
  expect(counts.mapDistances).toBe(found.filter(({ mapDistance }) => mapDistance !== null).length)
  const facets: [keyof Filter, unknown, number][] = [
    ...Object.entries(counts.status).map(([name, number]) => ['status', [name], number] as ['status', unknown, number]),
    ...(['classes', 'labels', 'predictions'] as const).flatMap((key) =>
      counts[key].map(({ ref, count: number }) => [key, [ref], number] as ['classes', unknown, number]),
    ),
    ...counts.authors.map(({ name, count: number }) => ['authors', [name], number] as ['authors', unknown, number]),
    ...Object.entries(counts.splits).map(([name, number]) => ['splits', [name], number] as ['splits', unknown, number]),
    ['agreement', true, counts.agree],
    ['agreement', false, counts.disagree],
    ['modelsAgree', true, counts.modelsAgree],
    ['modelsAgree', false, counts.modelsDiffer],
    ['mismatch', true, counts.mismatch],
    ['mismatch', false, counts.match],
    ['flagged', true, counts.flagged],
    ['noted', true, counts.noted],
    ['conflict', true, counts.conflict],
    ['duplicates', 'exact', counts.duplicates.exact],
    ['duplicates', 'near', counts.duplicates.near],
    ['confidence', [0, 1], sum(counts.confidence)],
  ]
  for (const [key, value, number] of facets)
    expect({ key, value, number }).toEqual({ key, value, number: count(key, value) })
  for (const key of ['classes', 'labels', 'predictions', 'authors'] as const) {
    expect(counts[key].every(({ count: number }) => number > 0)).toBe(true)
    for (const name of [...classNames, 'wolf', 'fowl', 'ann', 'bob']) {
      const ref = key === 'authors' ? name : naive.refOf(name)
      // A model's class may be a class of another name in the project.
      const meant = [name, ...naive.namesOf([ref])]
      if (!counts[key].some((one) => meant.includes(one.name)))
        expect({ key, name, number: count(key, [ref]) }).toEqual({ key, name, number: 0 })
    }
  }
  for (const { ref, name } of [...counts.classes, ...counts.labels, ...counts.predictions])
    expect(ref).toBe(naive.refOf(name))
  checkComparison(index, filter, found)
  checkRange(
    'size',
    counts,
    naive.shown.filter((image) => passes(image, without('size'), naive)).map(({ size }) => size),
  )
  checkRange(
    'date',
    counts,
    naive.shown.filter((image) => passes(image, without('date'), naive)).map(({ mtime }) => mtime),
  )
}

/** Every figure of the comparison is as many photos as the filter behind it lets through. */
function checkComparison(index: BrowseIndex, filter: Filter, found: readonly Shown[]): void {
  const compared = compareModels(index, filter)
  const both = found.filter(({ prediction, second }) => prediction !== null && second !== null)
  if (compared === null) {
    expect(both).toEqual([])
    return
  }
  const count = (which: (image: Shown) => boolean): number => both.filter(which).length
  const isRight = ({ labels }: Shown, name: string | null): boolean => labels.includes(name!)
  const passing = (part: Filter): number => countImages(index, { ...filter, ...part }).total
  const headsOf = ({ images, both: all, classOnly, distillationOnly, neither }: HeadCounts): number[] => [
    images,
    all,
    classOnly,
    distillationOnly,
    neither,
  ]
  expect([compared.images, compared.agree]).toEqual([
    both.length,
    count(({ prediction, second }) => prediction === second),
  ])
  if (filter.secondHeads === undefined)
    expect(headsOf(compared.heads)).toEqual([
      both.length,
      ...secondHeads.map((heads) => passing({ secondHeads: heads })),
    ])
  expect(compared.classes.map(({ name, images, agree }) => [name, images, agree])).toEqual(
    [...new Set(both.map(({ second }) => second!))]
      .map(
        (name) =>
          [
            name,
            count(({ second }) => second === name),
            count(({ prediction, second }) => second === name && prediction === name),
          ] as const,
      )
      .sort(([one, images], [other, others]) => others - images || (one < other ? -1 : 1)),
  )
  for (const row of compared.classes)
    expect(
      headsOf(row)
        .slice(1)
        .reduce((sum, images) => sum + images, 0),
    ).toBe(row.images)
  for (const { first, second: said, images } of compared.pairs)
    expect(images).toBe(
      count(({ prediction, second }) => prediction === first.name && second === said.name && first.name !== said.name),
    )
  expect(compared.pairs.reduce((sum, { images }) => sum + images, 0)).toBe(compared.images - compared.agree)
  const labeled = (first: boolean, second: boolean): number =>
    count(
      (image) =>
        image.labels.length > 0 &&
        isRight(image, image.prediction) === first &&
        isRight(image, image.second) === second,
    )
  expect(compared.labeled).toEqual({
    images: count(({ labels }) => labels.length > 0),
    both: labeled(true, true),
    firstOnly: labeled(true, false),
    secondOnly: labeled(false, true),
    neither: labeled(false, false),
  })
}

function checkRange(key: 'size' | 'date', counts: FilterCounts, values: number[]): void {
  expect(counts[key]).toEqual(values.length === 0 ? null : [Math.min(...values), Math.max(...values)])
}
