import { beforeEach, describe, expect, test } from 'vitest'
import type { Filter, Sort } from '../contract/project.ts'
import { acceptGuesses, setLabels, undo } from '../labels/edits.ts'
import { countFiltered, listImages, readCards, type View } from './browse.ts'
import type { Catalog } from './connection.ts'
import { ensureRoot, recordFailure } from './images.ts'
import { ensureModel } from './models.ts'
import { storePredictions } from './predictions.ts'
import { recordScan } from './scan.ts'
import { makeCatalog, makeContent, makePrediction } from './test-catalog.ts'

const byName: Sort = { by: 'name', descending: false }
let catalog: Catalog
let view: View
let id: Map<string, number>

// Eight images: guesses 0.9 to 0.4, the heads at odds except in the last; one without a guess; one that failed; one missing.
beforeEach(() => {
  catalog = makeCatalog()
  const rootId = ensureRoot(catalog, '/photos')
  const modelId = ensureModel(catalog, 'deit', ['cat', 'dog', 'owl'])
  view = { rootId, modelId, threshold: 0.5 }
  const names = ['a90', 'B80', 'c70', 'd60', 'e50', 'f40', 'new', 'failed', 'gone']
  recordScan(catalog, ensureRoot(catalog, '/other'), [{ path: 'foreign', size: 1, mtime: 1 }])
  recordScan(catalog, rootId, names.map((path) => ({ path, size: 1, mtime: 1 })))
  id = new Map(catalog.all<{ id: number; path: string }>('SELECT id, path FROM image').map((row) => [row.path, row.id]))
  storePredictions(catalog, ['a90', 'B80', 'c70', 'd60', 'e50', 'f40'].map((path, index) => {
    const prediction = makePrediction(id.get(path)!, modelId, (90 - 10 * index) / 100)
    return { content: makeContent(index), prediction: path === 'f40' ? { ...prediction, agreement: true } : prediction }
  }))
  recordFailure(catalog, id.get('failed')!, { code: 'damaged-image', message: 'It is broken.' })
  catalog.run(`UPDATE image SET state = 'missing' WHERE id = ?`, id.get('gone')!)
  setLabels(catalog, { imageIds: [id.get('B80')!], className: 'cat', author: 'ann' })
})

const list = (filter: Filter, sort = byName): string[] => {
  const paths = new Map([...id].map(([path, key]) => [key, path]))
  return listImages(catalog, view, { filter, sort, after: null, limit: 100 }).ids.map((key) => paths.get(key)!)
}

describe('what is shown', () => {
  test.each<[Filter, string[]]>([
    [{}, ['B80', 'a90', 'c70', 'd60', 'e50', 'f40', 'failed', 'new']],
    [{ status: ['labeled'] }, ['B80']],
    [{ status: ['needs review', 'failed'] }, ['f40', 'failed']],
    [{ classes: ['cat'] }, ['B80']],
    [{ classes: ['owl'], confidence: [0.6, 0.7] }, ['c70', 'd60']],
    [{ agreement: true }, ['f40']],
    [{ agreement: false, text: '0' }, ['B80', 'a90', 'c70', 'd60', 'e50']],
    [{ text: 'b8' }, ['B80']],
    [{ text: '%' }, []],
  ])('%o', (filter, expected) => expect(list(filter)).toEqual(expected))

  test('sorted by confidence or class, what has none first', () => {
    expect(list({}, { by: 'confidence', descending: true }).slice(0, 3)).toEqual(['a90', 'B80', 'c70'])
    expect(list({}, { by: 'confidence', descending: false }).slice(0, 3)).toEqual(['failed', 'new', 'f40'])
    expect(list({}, { by: 'class', descending: true }).slice(-3)).toEqual(['B80', 'new', 'failed'])
  })

  test('sorted by what wants a look: heads that disagree, states that are not settled', () => {
    expect(list({}, { by: 'agreement', descending: false })).toEqual(['B80', 'a90', 'c70', 'd60', 'e50', 'f40', 'failed', 'new'])
    expect(list({}, { by: 'agreement', descending: true }).slice(0, 3)).toEqual(['new', 'failed', 'f40'])
    expect(list({}, { by: 'status', descending: false })).toEqual(['f40', 'failed', 'new', 'a90', 'c70', 'd60', 'e50', 'B80'])
  })

  test.each<Sort>([byName, { by: 'name', descending: true }, { by: 'confidence', descending: true }, { by: 'class', descending: false },
    { by: 'agreement', descending: false }, { by: 'status', descending: true }])('pages of any size make the whole, %o', (sort) => {
    const whole = listImages(catalog, view, { filter: {}, sort, after: null, limit: 100 })
    expect(whole.next).toBeNull()
    for (const limit of [1, 3, 8]) {
      const ids: number[] = []
      let page = listImages(catalog, view, { filter: {}, sort, after: null, limit })
      for (ids.push(...page.ids); page.next !== null; ids.push(...page.ids)) page = listImages(catalog, view, { filter: {}, sort, after: page.next, limit })
      expect(ids).toEqual(whole.ids)
    }
  })

  test('before the first model there are no guesses and nothing breaks', () => {
    const bare = { ...view, modelId: null }
    expect(readCards(catalog, bare, [id.get('a90')!])).toMatchObject([{ status: 'new', guess: null, confidence: null, hasMap: false }])
    expect(countFiltered(catalog, bare, {}).status).toMatchObject({ labeled: 1, new: 6, failed: 1 })
  })
})

test('cards come in the order asked for, without what is not there', () => {
  const cards = readCards(catalog, view, [id.get('failed')!, id.get('gone')!, id.get('B80')!, id.get('foreign')!])
  expect(cards).toMatchObject([
    { path: 'failed', status: 'failed', error: 'It is broken.', guess: null },
    { path: 'B80', status: 'labeled', label: 'cat', labelSource: 'person', guess: 'owl', confidence: 0.8, agreement: false, hasMap: true, error: null },
  ])
})

test('each filter is counted with the others applied and without itself', () => {
  expect(countFiltered(catalog, view, { status: ['labeled'] })).toEqual({
    total: 1, status: { labeled: 1, 'pre-labeled': 4, 'needs review': 1, failed: 1, new: 1 },
    classes: [{ name: 'cat', count: 1 }], agree: 0, disagree: 1, confidence: [0, 0, 0, 0, 0, 0, 0, 0, 1, 0],
  })
  const counts = countFiltered(catalog, view, { classes: ['owl'] })
  expect(counts.classes).toEqual([{ name: 'owl', count: 5 }, { name: 'cat', count: 1 }])
  expect(counts.confidence).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 0, 1])
})

test('accepting many guesses is one edit, and undo takes all of it back', () => {
  const guesses = new Map([['a90', 'owl'], ['c70', 'dog']].map(([path, name]) => [id.get(path!)!, name!]))
  expect(acceptGuesses(catalog, guesses, 'ann')).not.toBeNull()
  expect(acceptGuesses(catalog, guesses, 'ann')).toBeNull()
  expect(list({ status: ['labeled'] })).toEqual(['B80', 'a90', 'c70'])
  undo(catalog)
  expect(list({ status: ['labeled'] })).toEqual(['B80'])
})
