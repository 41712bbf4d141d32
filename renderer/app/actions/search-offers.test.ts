import { expect, test } from 'vitest'
import { searchOffers } from './search-offers.ts'

const offers = [
  ['library', 'Go to Library', 'Перейти: Фото'],
  ['export', 'Export labels', 'Экспорт меток'],
  ['classes', 'Label set', 'Набор классов'],
  ['cat', 'Label as \u2068cat\u2069'],
  ['tree', 'Label as \u2068ёлка\u2069'],
].map(([id, ...names]) => ({ id: id!, names }))
const search = (text: string, recent: readonly string[] = []): string[] =>
  searchOffers(offers, recent, text).map(({ id }) => id)

test('without a text what was done last comes first, then all others in their order', () => {
  expect(search('')).toEqual(['library', 'export', 'classes', 'cat', 'tree'])
  expect(search('  ', ['cat', 'gone', 'export'])).toEqual(['cat', 'export', 'library', 'classes', 'tree'])
})

test('all words are there, in any order, the best first', () => {
  expect(search('label')).toEqual(['classes', 'cat', 'tree', 'export'])
  expect(search('cat label')).toEqual(['cat'])
  expect(search('LABEL SE')).toEqual(['classes'])
  expect(search('label as cat')[0]).toBe('cat')
  expect(search('dog')).toEqual([])
})

test('what was done last comes first among equals', () => {
  expect(search('label as', ['tree'])).toEqual(['tree', 'cat'])
})

test('either language finds it, whatever the case and the accents', () => {
  expect(search('перейти')).toEqual(['library'])
  expect(search('ЭКСПОРТ')).toEqual(['export'])
  expect(search('елка')).toEqual(['tree'])
})

test('no more are offered than can be looked through', () => {
  const many = Array.from({ length: 1000 }, (_, id) => ({ id: String(id), names: [`Label as ${id}`] }))
  expect(searchOffers(many, [], 'label')).toHaveLength(60)
  expect(searchOffers(many, [], '999').map(({ id }) => id)).toEqual(['999'])
})
