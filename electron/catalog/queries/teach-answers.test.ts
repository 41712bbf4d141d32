import { expect, test } from 'vitest'
import { makeCatalog, makeFiles } from '../../test-support/catalog.ts'
import { redo, undo } from '../history/edit.ts'
import { ensureRoot } from './images.ts'
import { recordScan } from './scan.ts'
import { readAnswers, storeAnswers, type TeachAnswer } from './teach-answers.ts'
import { setLabels } from '../../labels/edits/edits.ts'

test('the newest answers come first, those of undone and dropped edits never', () => {
  const catalog = makeCatalog()
  recordScan(catalog, ensureRoot(catalog, '/photos'), makeFiles(5))
  const label = (imageIds: number[], name: string): number =>
    setLabels(catalog, { imageIds, to: { newName: name }, author: 'Ann' })!
  const answer = (imageId: number, editId: number, correct = true): TeachAnswer => ({
    imageId,
    editId,
    correct,
    confidence: imageId / 7,
  })
  const first = label([1, 2, 3], 'cat')
  storeAnswers(catalog, [answer(1, first), answer(3, first, false), answer(2, first)])
  const second = label([4], 'dog')
  storeAnswers(catalog, [answer(4, second, false)])
  const all = [answer(4, second, false), answer(3, first, false), answer(2, first), answer(1, first)]
  expect(readAnswers(catalog, 10)).toEqual(all)
  expect(readAnswers(catalog, 2)).toEqual(all.slice(0, 2))
  storeAnswers(catalog, [answer(4, second)])
  expect(readAnswers(catalog, 1)).toEqual([answer(4, second)])
  undo(catalog)
  expect(readAnswers(catalog, 10)).toEqual(all.slice(1))
  redo(catalog)
  expect(readAnswers(catalog, 1)).toEqual([answer(4, second)])
  undo(catalog)
  label([5], 'fox') // drops the undone edit
  expect(readAnswers(catalog, 10)).toEqual(all.slice(1))
  storeAnswers(catalog, [{ imageId: 5, editId: first, correct: true, confidence: 1 }])
  expect(readAnswers(catalog, 1)[0]!.confidence).toBe(1)
})
