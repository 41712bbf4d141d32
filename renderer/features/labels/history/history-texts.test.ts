import { afterEach, expect, test } from 'vitest'
import type { EditKind, HistoryEntry } from '../../../../electron/api/page.ts'
import { language } from '../../../i18n/i18n.svelte.ts'
import { describeEdit, measureWay } from './history-texts.ts'

afterEach(() => {
  language.current = 'en'
})

const entry = (kind: EditKind, subject: string | null, images: number): HistoryEntry => ({
  id: 1,
  kind,
  subject,
  author: 'ada',
  createdAt: 0,
  undone: false,
  images,
})
const say = (...of: Parameters<typeof entry>): string => {
  const { before, name, after } = describeEdit(entry(...of))
  return (before + (name ?? '') + after).replaceAll('\u00a0', ' ')
}

const kinds: Record<EditKind, string | null> = {
  set: 'cat',
  clear: null,
  accept: null,
  add: 'cat',
  remove: 'cat',
  reject: null,
  sweep: '3',
  flag: null,
  unflag: null,
  note: 'blurred',
  split: 'train',
  splits: '80/10/10',
  'class-create': 'cat',
  'class-change': 'cat',
  'class-order': null,
  'class-merge': 'dog',
  'class-delete': 'cat',
  'class-import': 'list.txt',
  'label-mode': 'multi',
  'label-set': 'closed',
  mapping: null,
  import: 'ben.csv',
  resolve: 'theirs',
}

test('an edit is described in English', () => {
  expect(say('set', 'cat', 12)).toBe('Labeled 12 photos cat')
  expect(say('set', 'cat', 1)).toBe('Labeled 1 photo cat')
  expect(say('accept', null, 1340)).toBe('Accepted 1,340 predictions')
  expect(say('accept', 'cat', 2)).toBe('Accepted 2 predictions cat')
  expect(say('sweep', '23', 27)).toBe('Swept 27 photos, 23 rejected')
  expect(say('class-merge', 'dog', 3)).toBe('Merged classes into dog')
  expect(say('split', 'test', 2)).toBe('Moved 2 photos to test')
  expect(say('split', null, 2)).toBe('Removed 2 photos from their splits')
  expect(say('import', 'nearest', 5)).toBe("Labeled 5 photos with their folders' names")
  expect(say('import', 'ben.csv', 5)).toBe('Imported labels from ben.csv: 5 photos changed')
  expect(say('resolve', 'theirs', 1)).toBe('Took their label in 1 conflict')
})

test('an edit is described in Russian', () => {
  language.current = 'ru'
  expect(say('set', 'кот', 1)).toBe('Метка кот поставлена на 1 фотографию')
  expect(say('set', 'кот', 12)).toBe('Метка кот поставлена на 12 фотографий')
  expect(say('accept', null, 1340)).toBe('Принято 1 340 предсказаний')
  expect(say('split', 'test', 3)).toBe('3 фотографии отнесены к выборке: тестовая')
  expect(say('label-mode', 'single', 0)).toBe('Включена одна метка на фотографию')
})

for (const name of ['en', 'ru'] as const) {
  test(`${name}: every kind of edit has its sentence, with and without a subject`, () => {
    language.current = name
    const sentences = (Object.keys(kinds) as EditKind[]).map((kind) => say(kind, kinds[kind], 7))
    expect(new Set(sentences).size).toBe(sentences.length)
    for (const kind of Object.keys(kinds) as EditKind[]) {
      for (const subject of [kinds[kind], null])
        expect(say(kind, subject, 7), kind).not.toMatch(/history:|\{\{|^\s*$|Named|\0/)
    }
  })
}

test('a name stays apart from the sentence, whatever is in it', () => {
  expect(describeEdit(entry('add', 'قطة {{count}}', 2))).toEqual({
    before: 'Added ',
    name: 'قطة {{count}}',
    after: ' to 2 photos',
  })
})

test('the way goes over the edits between now and there', () => {
  const entries = [5, 4, 3, 2, 1].map((id) => ({ ...entry('clear', null, 1), id, undone: id > 3 }))
  expect(measureWay(entries, 5)).toEqual({ undoes: 0, redoes: 2 })
  expect(measureWay(entries, 3)).toEqual({ undoes: 0, redoes: 0 })
  expect(measureWay(entries, 1)).toEqual({ undoes: 2, redoes: 0 })
  expect(measureWay(entries, 0)).toEqual({ undoes: 3, redoes: 0 })
})
