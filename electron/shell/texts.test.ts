import { afterEach, expect, test } from 'vitest'
import en from './i18n/en.json' with { type: 'json' }
import ru from './i18n/ru.json' with { type: 'json' }
import { chooseLanguage, speak, t } from './texts.ts'

afterEach(() => speak('en'))

const placeholders = (text: string): string[] => [...text.matchAll(/\{\{[^}]*\}\}/g)].map(([found]) => found).sort()

test('both languages say the same things', () => {
  expect(Object.keys(ru)).toEqual(Object.keys(en))
  for (const [key, text] of Object.entries(en)) {
    const russian = ru[key as keyof typeof ru]
    expect(russian, key).not.toBe(text)
    expect(russian.trim(), key).not.toBe('')
    expect(placeholders(russian), key).toEqual(placeholders(text))
  }
})

test('no two menus of the bar open by the same letter', () => {
  for (const texts of [en, ru]) {
    const letters = [texts.file, texts.edit, texts.view, texts.job, texts.help].map((text) =>
      /&(.)/.exec(text)?.[1]?.toLowerCase(),
    )
    expect(new Set(letters).size).toBe(letters.length)
  }
})

test('texts follow the language at once', () => {
  expect(t('gone', { path: '/a & b' })).toBe('/a & b was not found. Choose another folder.')
  speak('ru')
  expect(t('gone', { path: '/a & b' })).toBe('Папка /a & b не найдена. Выберите другую.')
  expect(t('theme.light')).toBe('Светлое')
})

test("the system's locale is the default", () => {
  expect(['ru', 'ru-RU', 'en-GB', 'run', 'de', ''].map(chooseLanguage)).toEqual(['ru', 'ru', 'en', 'en', 'en', 'en'])
})
