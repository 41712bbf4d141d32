import { afterEach, expect, test } from 'vitest'
import type { ImportResult } from '../../../../electron/api/page.ts'
import { language } from '../../../i18n/i18n.svelte.ts'
import { describeClasses, describeImport, listNames, nameKappa } from './import-texts.ts'

afterEach(() => {
  language.current = 'en'
})

const result = (change: Partial<ImportResult>): ImportResult => ({
  editId: 1,
  added: 0,
  same: 0,
  conflicts: 0,
  unknown: 0,
  unknownNames: [],
  newClasses: [],
  sameNames: [],
  changedKeys: [],
  ...change,
})

test('what an import did is described', () => {
  expect(describeImport(result({ added: 3, same: 1, conflicts: 1, newClasses: ['cat', 'dog'] }))).toEqual([
    '3 photos were labeled.',
    '1 photo already had the same label.',
    '1 photo has another label here: resolve the conflict.',
    '2 new classes: cat, dog',
  ])
  expect(describeImport(result({ editId: null, same: 2 }))).toEqual([
    'Nothing changed.',
    '2 photos already had the same label.',
  ])
  expect(describeImport(result({ editId: null }))).toEqual(['Nothing changed.'])
  language.current = 'ru'
  expect(describeImport(result({ added: 21, conflicts: 5 }))).toEqual([
    '21 фотография получила метку.',
    'У 5 фотографий здесь другая метка: разрешите конфликты.',
  ])
})

test('names of another case and keys that were taken are reported', () => {
  const report = {
    sameNames: [{ name: 'flutterer', taken: 'Flutterer' }],
    changedKeys: [
      { name: 'fox', wanted: 'f', given: '3' },
      { name: 'owl', wanted: 'shift+1', given: null },
    ],
  }
  expect(describeClasses(report)).toEqual([
    '1 name differs from a class only in case, and was taken as that class: flutterer → Flutterer',
    '2 classes could not have their keys, because other classes have them: fox (not F, now 3), owl (not ⇧1, now no key)',
  ])
  expect(describeClasses({ sameNames: [], changedKeys: [] })).toEqual([])
})

test('of many names the first are listed', () => {
  expect(listNames(['a', 'b', 'c'], 3)).toBe('a, b, c')
  expect(listNames(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more')
})

test('kappa is named by the scale of Landis and Koch', () => {
  const named = [-1, -0.001, 0, 0.2, 0.21, 0.4, 0.41, 0.6, 0.61, 0.8, 0.81, 1].map(nameKappa)
  expect(named).toEqual([
    'poor',
    'poor',
    'slight',
    'slight',
    'fair',
    'fair',
    'moderate',
    'moderate',
    'substantial',
    'substantial',
    'almostPerfect',
    'almostPerfect',
  ])
})
