import { join } from 'node:path'
import { expect, test } from 'vitest'
import { listClasses } from '../../catalog/queries/classes.ts'
import type { Catalog } from '../../catalog/connection.ts'
import { ensureRoot } from '../../catalog/queries/images.ts'
import { getLabels, listVotes } from '../../catalog/queries/labels.ts'
import { ensureModel, getModel } from '../../catalog/queries/models.ts'
import { openCatalog } from '../../catalog/open/open-catalog.ts'
import { storePredictions } from '../../catalog/queries/predictions.ts'
import { recordScan } from '../../catalog/queries/scan.ts'
import { makeCatalog, makeContent, makeFiles, makePrediction, makeTempFolder } from '../../test-support/catalog.ts'
import {
  changeClass,
  createClasses,
  deleteClass,
  listMapping,
  mergeClasses,
  reorderClasses,
  setLabelMode,
  setMapping,
} from './classes.ts'
import { redo, undo } from '../../catalog/history/edit.ts'
import { acceptPredictions, rejectPredictions, setLabels } from '../edits/edits.ts'
import { importClasses } from './import-classes.ts'

/** A project with so many photos and these classes, whose ids count from 1. */
function start(images: number, ...names: string[]): Catalog {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(images))
  if (names.length > 0) createClasses(catalog, { names, parentId: null }, 'Ann')
  return catalog
}

const tree = (catalog: Catalog): string[] => {
  const names = new Map(listClasses(catalog).map(({ id, name }) => [id, name]))
  return listClasses(catalog).map(({ name, parentId }) =>
    parentId === null ? name : `${name} < ${names.get(parentId)}`,
  )
}
const labels = (catalog: Catalog, id: number): string[] =>
  getLabels(catalog, id).map(({ className, author, source }) => `${className} ${author} ${source}`)
const by = 'Ann'

test('classes are made behind all others; a name that is taken is refused whole', () => {
  const catalog = start(1, 'cat', ' dog ', 'cat')
  expect(tree(catalog)).toEqual(['cat', 'dog'])
  expect(() => createClasses(catalog, { names: ['fox', 'dog'], parentId: null }, by)).toThrow(/“dog”/)
  expect(() => createClasses(catalog, { names: ['fox'], parentId: 9 }, by)).toThrow(
    expect.objectContaining({ code: 'not-found' }),
  )
  createClasses(catalog, { names: ['husky', 'poodle'], parentId: 2 }, by)
  expect(tree(catalog)).toEqual(['cat', 'dog', 'husky < dog', 'poodle < dog'])
  undo(catalog)
  expect(tree(catalog)).toEqual(['cat', 'dog'])
})

test('a class gets another name, colour, key and parent; undo gives them back', () => {
  const catalog = start(1, 'cat', 'dog', 'husky')
  changeClass(catalog, 1, { key: 'q', colour: '#010203', description: 'meows' }, by)
  const before = listClasses(catalog)
  expect(() => changeClass(catalog, 2, { name: ' Dogs', key: 'q' }, by)).toThrow(/key q belongs to the class “cat”/)
  changeClass(catalog, 2, { name: ' Dogs', key: 'q', takeKey: true }, by)
  expect(listClasses(catalog)).toMatchObject([
    { key: null, colour: '#010203', description: 'meows' },
    { name: 'Dogs', key: 'q' },
    { key: '3' },
  ])
  undo(catalog)
  expect(listClasses(catalog)).toEqual(before)
  changeClass(catalog, 2, { key: 'q', takeKey: 'swap' }, by)
  expect(listClasses(catalog)).toMatchObject([{ key: before[1]!.key }, { key: 'q' }, { key: '3' }])
  undo(catalog)
  expect(listClasses(catalog)).toEqual(before)
  expect(() => changeClass(catalog, 2, { name: 'cat' }, by)).toThrow(/“cat”.*/)
  expect(changeClass(catalog, 2, { name: 'dog' }, by)).toBeNull()
  changeClass(catalog, 3, { parentId: 2 }, by)
  changeClass(catalog, 2, { parentId: 1 }, by)
  for (const [id, parentId] of [
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 3],
  ] as const) {
    expect(() => changeClass(catalog, id, { parentId }, by), `${id} < ${parentId}`).toThrow(
      expect.objectContaining({ code: 'wrong-use' }),
    )
  }
  expect(tree(catalog)).toEqual(['cat', 'dog < cat', 'husky < dog'])
})

test('names that differ only in case are refused, unless both are wanted; what is typed is the class that there is', () => {
  const catalog = start(2, 'Café')
  expect(() => createClasses(catalog, { names: ['CAFE\u0301'], parentId: null }, by)).toThrow(
    /differs from the class “Café”/,
  )
  expect(() => createClasses(catalog, { names: ['bar', 'Bar'], parentId: null }, by)).toThrow(
    /differs from the class “bar”/,
  )
  setLabels(catalog, { imageIds: [1], to: { newName: 'café' }, author: 'Ann' })
  expect([tree(catalog), labels(catalog, 1)]).toEqual([['Café'], ['Café Ann person']])
  createClasses(catalog, { names: ['bar'], parentId: null }, by)
  expect(() => changeClass(catalog, 2, { name: 'CAFÉ' }, by)).toThrow(/only in upper and lower case/)
  expect(() => changeClass(catalog, 1, { name: 'CAFÉ' }, by)).not.toThrow()
  createClasses(catalog, { names: ['café'], parentId: null, allowSameName: true }, by)
  expect(tree(catalog)).toEqual(['CAFÉ', 'bar', 'café'])
})

test('a class that was deleted while it is given is named, and is not made again', () => {
  const catalog = start(2, 'cat', 'dog')
  deleteClass(catalog, 1, null, by)
  createClasses(catalog, { names: ['fox'], parentId: null }, by)
  const before = listClasses(catalog)
  const deleted = /“cat” was deleted/
  expect(() => setLabels(catalog, { imageIds: [1, 2], to: 1, author: 'Ann' })).toThrow(deleted)
  expect(() => acceptPredictions(catalog, new Map([[1, 1]]), 'Ann')).toThrow(deleted)
  expect(() => changeClass(catalog, 1, { name: 'lion' }, by)).toThrow(deleted)
  expect(() => changeClass(catalog, 2, { parentId: 1 }, by)).toThrow(deleted)
  expect(() => mergeClasses(catalog, [2], 1, by)).toThrow(deleted)
  expect(() => deleteClass(catalog, 2, 1, by)).toThrow(deleted)
  expect([listClasses(catalog), labels(catalog, 1), labels(catalog, 2)]).toEqual([before, [], []])
})

test('a thousand classes are in the order in which they were asked for, and the first twenty have keys', () => {
  const names = Array.from({ length: 1000 }, (_, place) => `class ${(place * 7) % 1000}`)
  const catalog = start(1, ...names)
  const classes = listClasses(catalog)
  expect(classes.map(({ name }) => name)).toEqual(names)
  expect(classes.map(({ key }) => key)).toEqual([
    ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'],
    ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'].map((digit) => `shift+${digit}`),
    ...Array<null>(980).fill(null),
  ])
  // What becomes free is the next class's; none that was there gets it.
  deleteClass(catalog, classes[4]!.id, null, by)
  createClasses(catalog, { names: ['one more', 'and one more'], parentId: null }, by)
  expect(listClasses(catalog).slice(-3)).toMatchObject([{ key: null }, { name: 'one more', key: '5' }, { key: null }])
  for (let step = 0; step < 3; step++) undo(catalog)
  expect(listClasses(catalog)).toEqual([])
  redo(catalog)
  expect(listClasses(catalog)).toEqual(classes)
})

test('long names and names from right to left are kept as they are; one that is too long is refused with its length', () => {
  const names = [
    `${'a name that goes on '.repeat(10)}${'unbreakable'.repeat(10)}`.slice(0, 300),
    'כלב (1) – dog',
    'قطة 2, cat',
    'abc אבג 123 ابت',
    'x'.repeat(1000),
  ]
  const catalog = start(1, ...names)
  expect(listClasses(catalog).map(({ name }) => name)).toEqual(names)
  const tooLong = /"x{40}…" has 1001 characters. A class name may have up to 1000/
  const long = 'x'.repeat(1001)
  expect(() => createClasses(catalog, { names: [long], parentId: null }, by)).toThrow(tooLong)
  expect(() => importClasses(catalog, { kind: 'text', text: `short\n${long}` }, null, by)).toThrow(tooLong)
  expect(() => importClasses(catalog, { kind: 'csv', text: `name,parent\nshort,${long}` }, null, by)).toThrow(tooLong)
  expect(listClasses(catalog).map(({ name }) => name)).toEqual(names)
})

test('keys are given once: the lowest free one, and none is taken by reorder, delete, or what an import asks for', () => {
  const catalog = start(1, ...Array.from({ length: 21 }, (_, place) => `class ${place + 1}`))
  const keys = (): (string | null)[] => listClasses(catalog).map(({ key }) => key)
  expect(keys().slice(8, 12)).toEqual(['9', '0', 'shift+1', 'shift+2'])
  expect(keys()[20]).toBeNull()
  deleteClass(catalog, 3, null, by)
  reorderClasses(
    catalog,
    listClasses(catalog)
      .map(({ id }) => id)
      .toReversed(),
    by,
  )
  expect(listClasses(catalog).find(({ id }) => id === 4)).toMatchObject({ key: '4' })
  importClasses(catalog, { kind: 'csv', text: 'name,key\nnew,4' }, null, by)
  expect(listClasses(catalog).at(-1)).toMatchObject({ name: 'new', key: '3' })
})

test('the order is the whole order', () => {
  const catalog = start(1, 'a', 'b', 'c')
  reorderClasses(catalog, [3, 1, 2], by)
  expect(tree(catalog)).toEqual(['c', 'a', 'b'])
  for (const ids of [
    [1, 2],
    [1, 2, 2],
    [1, 2, 4],
    [1, 2, 3, 3],
  ])
    expect(() => reorderClasses(catalog, ids, by), ids.join()).toThrow(/does not contain all/)
  expect(reorderClasses(catalog, [3, 1, 2], by)).toBeNull()
  undo(catalog)
  expect(tree(catalog)).toEqual(['a', 'b', 'c'])
})

test('a merge keeps every label, also where an image has both, and comes back whole', () => {
  const catalog = start(4, 'dog', 'hound', 'puppy', 'cat')
  setLabelMode(catalog, true, by)
  setLabels(catalog, { imageIds: [1, 2], to: { newName: 'hound' }, author: 'Ann', how: 'add' })
  setLabels(catalog, { imageIds: [2], to: { newName: 'dog' }, author: 'Bob', source: 'import', how: 'add' })
  setLabels(catalog, { imageIds: [2, 3], to: { newName: 'puppy' }, author: 'Cem', how: 'add' })
  setLabels(catalog, { imageIds: [4], to: { newName: 'cat' }, author: 'Ann', how: 'add' })
  rejectPredictions(
    catalog,
    new Map([
      [1, 'puppy'],
      [4, 'hound'],
    ]),
    'Ann',
  )
  const before = [1, 2, 3, 4].map((id) => [labels(catalog, id), listVotes(catalog, id)])
  mergeClasses(catalog, [2, 3, 1], 1, by)
  expect([1, 2, 3, 4].map((id) => labels(catalog, id))).toEqual([
    ['dog Ann person'],
    ['dog Bob import'],
    ['dog Cem person'],
    ['cat Ann person'],
  ])
  expect(listVotes(catalog, 2)).toEqual([
    { author: 'Ann', classes: ['dog'] },
    { author: 'Bob', classes: ['dog'] },
    { author: 'Cem', classes: ['dog'] },
  ])
  expect(tree(catalog)).toEqual(['dog', 'cat'])
  // Not of image 1, which has the label.
  expect(catalog.all('SELECT * FROM rejection')).toEqual([{ image_id: 4, class_id: 1 }])
  undo(catalog)
  expect([1, 2, 3, 4].map((id) => [labels(catalog, id), listVotes(catalog, id)])).toEqual(before)
  redo(catalog)
  expect(tree(catalog)).toEqual(['dog', 'cat'])
})

test('of two labels that become one, the person’s stays', () => {
  const catalog = start(1, 'dog', 'hound', 'puppy')
  setLabelMode(catalog, true, by)
  setLabels(catalog, { imageIds: [1], to: { newName: 'hound' }, author: 'Ann', how: 'add' })
  setLabels(catalog, { imageIds: [1], to: { newName: 'puppy' }, author: 'Bob', source: 'import', how: 'add' })
  mergeClasses(catalog, [2, 3], 1, by)
  expect(labels(catalog, 1)).toEqual(['dog Ann person'])
})

test('a merge into a class below makes no circle', () => {
  const catalog = start(1, 'animal', 'dog', 'husky', 'puppy', 'thing')
  for (const [id, parentId] of [
    [1, 5],
    [2, 1],
    [3, 2],
    [4, 3],
  ] as const)
    changeClass(catalog, id, { parentId }, by)
  mergeClasses(catalog, [1], 3, by)
  expect(tree(catalog)).toEqual(['dog < husky', 'husky < thing', 'puppy < husky', 'thing'])
  undo(catalog)
  mergeClasses(catalog, [2, 5], 3, by)
  expect(tree(catalog)).toEqual(['animal < husky', 'husky', 'puppy < husky'])
})

test('a deleted class gives its labels away or takes them along; its children move up', () => {
  const catalog = start(2, 'animal', 'dog', 'husky', 'cat')
  changeClass(catalog, 2, { parentId: 1 }, by)
  changeClass(catalog, 3, { parentId: 2 }, by)
  setLabels(catalog, { imageIds: [1, 2], to: { newName: 'dog' }, author: 'Ann' })
  expect(() => deleteClass(catalog, 2, 2, by)).toThrow(/the same class/)
  deleteClass(catalog, 2, 3, by)
  expect([labels(catalog, 1), tree(catalog)]).toEqual([['husky Ann person'], ['animal', 'husky < animal', 'cat']])
  undo(catalog)
  deleteClass(catalog, 2, null, by)
  expect([labels(catalog, 1), listVotes(catalog, 1), tree(catalog)]).toEqual([
    [],
    [],
    ['animal', 'husky < animal', 'cat'],
  ])
  undo(catalog)
  expect([labels(catalog, 2), listVotes(catalog, 2)]).toEqual([
    ['dog Ann person'],
    [{ author: 'Ann', classes: ['dog'] }],
  ])
})

test('the label mode is a person’s decision, and undone like one', () => {
  const catalog = start(1, 'a', 'b')
  expect(setLabelMode(catalog, false, by)).toBeNull()
  setLabelMode(catalog, true, by)
  setLabels(catalog, { imageIds: [1], to: { newName: 'a' }, author: by, how: 'add' })
  setLabels(catalog, { imageIds: [1], to: { newName: 'b' }, author: by, how: 'add' })
  setLabelMode(catalog, false, by)
  expect(labels(catalog, 1)).toHaveLength(2)
  for (let step = 0; step < 4; step++) undo(catalog)
  setLabels(catalog, { imageIds: [1], to: { newName: 'a' }, author: by })
  setLabels(catalog, { imageIds: [1], to: { newName: 'b' }, author: by, how: 'add' })
  expect(labels(catalog, 1)).toEqual(['b Ann person'])
})

test.each([
  [
    'spaces',
    '# animals\n\nanimal\n  dog\n    husky\n  cat\nthing',
    ['animal', 'dog < animal', 'husky < dog', 'cat < animal', 'thing'],
  ],
  [
    'tabs and CRLF',
    '\uFEFFanimal\r\n\tdog\r\n\t\thusky\r\nthing\r\n',
    ['animal', 'dog < animal', 'husky < dog', 'thing'],
  ],
  ['steps of four', 'a\n    b\n    c\n', ['a', 'b < a', 'c < a']],
  ['C# is a class, # C is none', 'C#\n  # C\n', ['C#']],
])('a text of classes: %s', (_, text, expected) => {
  const catalog = start(1)
  importClasses(catalog, { kind: 'text', text }, null, by)
  expect(tree(catalog)).toEqual(expected)
})

test('a CSV of classes; what is there already stays as it is', () => {
  const catalog = start(1, 'dog')
  changeClass(catalog, 1, { key: 'd' }, by)
  importClasses(
    catalog,
    {
      kind: 'csv',
      text: '\uFEFFParent;Name;Color;KEY;description\r\nanimal;dog;#fff;x;no\r\nanimal;"Cat; tame";ABC;C;"says ""meow"""\r\n;;;;\r\n;duck;#00FF00;d;\r\n',
    },
    'set.csv',
    by,
  )
  expect(tree(catalog)).toEqual(['dog', 'Cat; tame < animal', 'duck', 'animal'])
  expect(listClasses(catalog)).toMatchObject([
    { colour: null, key: 'd' },
    { colour: '#aabbcc', key: 'c', description: 'says "meow"' },
    { colour: '#00ff00', key: '1' },
    { key: '2' },
  ])
  for (const [text, message] of [
    ['label,key\na,ab', /"ab" in line 2/],
    ['name,color\na,\nb,red', /"red" in line 3/],
    ['colour\nred', /no column “name”/],
    ['name\n"a', /cannot be read/],
  ] as const) {
    expect(() => importClasses(catalog, { kind: 'csv', text }, null, by), text).toThrow(message)
  }
  expect(() => importClasses(catalog, { kind: 'csv', text: 'name,parent\nx,y\ny,z\nz,x' }, null, by)).toThrow(
    /cannot be a subclass of/,
  )
  expect(tree(catalog)).toHaveLength(4)
})

test('classes from folders and from another project', () => {
  const catalog = makeCatalog()
  const files = ['a.jpg', 'dogs/b.jpg', 'cats/wild/c.jpg', 'more/dogs/d.jpg'].map((path) => ({
    path,
    size: 1,
    mtime: 1,
  }))
  recordScan(catalog, ensureRoot(catalog, '/photos'), files)
  importClasses(catalog, { kind: 'folders' }, null, by)
  expect(tree(catalog)).toEqual(['wild', 'dogs'])

  const file = join(makeTempFolder(), 'other.glance')
  const other = openCatalog(file)
  createClasses(other, { names: ['dogs', 'husky', 'all'], parentId: null }, by)
  changeClass(other, 2, { parentId: 1, key: 'h', colour: '#010203' }, by)
  changeClass(other, 1, { parentId: 3 }, by)
  other.close()
  const readable = openCatalog(file, { readOnly: true })
  importClasses(catalog, { kind: 'project', catalog: readable }, 'other.glance', by)
  readable.close()
  expect(tree(catalog)).toEqual(['wild', 'dogs', 'husky < dogs', 'all'])
  expect(listClasses(catalog)[2]).toMatchObject({ key: 'h', colour: '#010203' })
})

test('many classes in chains are imported', () => {
  const catalog = start(1)
  importClasses(
    catalog,
    {
      kind: 'csv',
      text: `name,parent\n${Array.from({ length: 2000 }, (_, index) => `class ${index},${index % 100 === 0 ? '' : `class ${index - 1}`}`).join('\n')}`,
    },
    null,
    by,
  )
  expect(listClasses(catalog)).toHaveLength(2000)
})

test('the mapping of a model: suggestions, images, many entries as one edit', () => {
  const catalog = start(3, 'dog', 'cat')
  const model = getModel(catalog, ensureModel(catalog, 'm', ['Eskimo dog, husky', 'soft toy', 'cat']))!
  storePredictions(
    catalog,
    [1, 2].map((id) => ({ content: makeContent(id), prediction: makePrediction(id, model.id) })),
  )
  expect(listMapping(catalog, model)).toEqual([
    {
      classIndex: 0,
      modelClass: 'Eskimo dog, husky',
      classId: null,
      isByName: false,
      suggestedId: 1,
      reason: { because: 'parent', via: 'dog', images: 0 },
      images: 0,
    },
    {
      classIndex: 1,
      modelClass: 'soft toy',
      classId: null,
      isByName: false,
      suggestedId: null,
      reason: null,
      images: 0,
    },
    {
      classIndex: 2,
      modelClass: 'cat',
      classId: 2,
      isByName: true,
      suggestedId: 2,
      reason: { because: 'name', via: 'cat', images: 0 },
      images: 2,
    },
  ])
  setMapping(
    catalog,
    model,
    [
      { classIndex: 0, classId: 1 },
      { classIndex: 1, classId: 2 },
      { classIndex: 2, classId: null },
    ],
    by,
  )
  expect(listMapping(catalog, model).map(({ classId }) => classId)).toEqual([1, 2, null])
  mergeClasses(catalog, [1], 2, by)
  expect(listMapping(catalog, model).map(({ classId }) => classId)).toEqual([2, 2, null])
  undo(catalog)
  setMapping(
    catalog,
    model,
    [
      { classIndex: 0, classId: null },
      { classIndex: 1, classId: 1 },
    ],
    by,
  )
  expect(listMapping(catalog, model).map(({ classId }) => classId)).toEqual([null, 1, null])
  undo(catalog)
  undo(catalog)
  expect(listMapping(catalog, model).map(({ classId }) => classId)).toEqual([null, null, 2])
  expect(() => setMapping(catalog, model, [{ classIndex: 3, classId: 1 }], by)).toThrow(/no class 3/)
  expect(() => setMapping(catalog, model, [{ classIndex: 0, classId: 7 }], by)).toThrow(/no class 7/)
  // A mapping that is taken away from what has a class of its name leaves it none, until it is mapped to that class.
  setMapping(catalog, model, [{ classIndex: 2, classId: 1 }], by)
  setMapping(catalog, model, [{ classIndex: 2, classId: null }], by)
  expect(listMapping(catalog, model)[2]).toMatchObject({ classId: null, isByName: false })
  setMapping(catalog, model, [{ classIndex: 2, classId: 2 }], by)
  expect(listMapping(catalog, model)[2]).toMatchObject({ classId: 2, isByName: false })
  // A class is suggested by its original name, too: it still is the model's class of that name.
  changeClass(catalog, 2, { name: 'pet' }, 'Ann')
  expect(listMapping(catalog, model).map(({ suggestedId }) => suggestedId)).toEqual([1, null, 2])
})

test('what photos are labeled is suggested first, for as long as they are; missing photos and another model are not counted', () => {
  const catalog = start(6, 'dog', 'cat', 'fox')
  const model = getModel(catalog, ensureModel(catalog, 'm', ['dog', 'wolf', 'cat']))!
  const other = getModel(catalog, ensureModel(catalog, 'other', ['dog', 'wolf', 'cat']))!
  storePredictions(
    catalog,
    [1, 2, 3, 4, 5].map((id) => ({ content: makeContent(id), prediction: makePrediction(id, model.id) })),
  )
  const label = (imageIds: number[], to: number) => setLabels(catalog, { imageIds, to, author: by })
  const suggested = (of = model): string[] =>
    listMapping(catalog, of).map(({ suggestedId, reason }) =>
      reason === null ? '–' : `${suggestedId} ${reason.because} ${reason.images}`,
    )
  expect(suggested()).toEqual(['1 name 0', '–', '2 name 0'])
  label([1], 3)
  expect(suggested()[2]).toBe('2 name 0') // one label says nothing
  label([2], 3)
  expect(suggested()[2]).toBe('3 labels 2')
  expect(suggested(other)[2]).toBe('2 name 0')
  label([3, 6], 1)
  expect(suggested()[2]).toBe('3 labels 2')
  label([4], 1)
  expect(suggested()[2]).toBe('2 name 0') // as many are labeled otherwise
  undo(catalog)
  expect(suggested()[2]).toBe('3 labels 2')
  catalog.run("UPDATE image SET state = 'missing' WHERE id = 2")
  expect(suggested()[2]).toBe('2 name 0')
})

test('of photos with several labels, two classes on all of them are equally likely', () => {
  const catalog = start(3, 'dog', 'outdoors')
  const model = getModel(catalog, ensureModel(catalog, 'm', ['one', 'two', 'three']))!
  storePredictions(
    catalog,
    [1, 2, 3].map((id) => ({ content: makeContent(id), prediction: makePrediction(id, model.id) })),
  )
  setLabelMode(catalog, true, by)
  const label = (to: number) => setLabels(catalog, { imageIds: [1, 2, 3], to, author: by, how: 'add' })
  label(1)
  expect(listMapping(catalog, model)[2]!.suggestedId).toBe(1)
  label(2)
  expect(listMapping(catalog, model)[2]!.suggestedId).toBeNull()
})

test('classes from elsewhere report names of another case and keys that are taken', () => {
  const catalog = makeCatalog()
  createClasses(catalog, { names: ['Dog', 'cat'], parentId: null }, by)
  const text = 'name,key\ndog,7\nfox,1\nFox,9\nowl,8'
  expect(importClasses(catalog, { kind: 'csv', text }, null, by)).toMatchObject({
    sameNames: [
      { name: 'dog', taken: 'Dog' },
      { name: 'Fox', taken: 'fox' },
    ],
    changedKeys: [{ name: 'fox', wanted: '1', given: '3' }],
  })
  expect(listClasses(catalog).map(({ name, key }) => [name, key])).toEqual([
    ['Dog', '1'],
    ['cat', '2'],
    ['fox', '3'],
    ['owl', '8'],
  ])
  // One that cannot have its key takes none that another one asks for.
  expect(importClasses(catalog, { kind: 'csv', text: 'name,key\nhen,1\nyak,4\nemu,' }, null, by)).toMatchObject({
    changedKeys: [{ name: 'hen', wanted: '1', given: '5' }],
  })
  expect(
    listClasses(catalog)
      .slice(4)
      .map(({ name, key }) => [name, key]),
  ).toEqual([
    ['hen', '5'],
    ['yak', '4'],
    ['emu', '6'],
  ])
  undo(catalog)
  // A project in which a person wants both keeps both.
  const other = makeCatalog()
  createClasses(other, { names: ['Elk', 'elk'], parentId: null, allowSameName: true }, by)
  importClasses(catalog, { kind: 'project', catalog: other }, 'other', by)
  expect(listClasses(catalog).map(({ name }) => name)).toEqual(['Dog', 'cat', 'fox', 'owl', 'Elk', 'elk'])
})
