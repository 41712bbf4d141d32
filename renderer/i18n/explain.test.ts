import { afterEach, expect, test } from 'vitest'
import { explain, explainCode } from './explain.ts'
import { language } from './i18n.svelte.ts'

afterEach(() => {
  language.current = 'en'
})

test('English is shown as the service says it', () => {
  expect(explainCode('disk-full', 'There is no room on /data.')).toBe('There is no room on /data.')
})

test('Russian begins with what kind of error it is', () => {
  language.current = 'ru'
  expect(explainCode('disk-full', 'There is no room on /data.')).toBe('На диске нет места: There is no room on /data.')
  expect(explainCode('never-heard-of', 'Odd.')).toBe('Odd.')
  expect(explain(Object.assign(new Error('No file.'), { code: 'not-found' }))).toBe('Не найдено: No file.')
  expect(explain(new Error('Said here, in Russian.'))).toBe('Said here, in Russian.')
})
