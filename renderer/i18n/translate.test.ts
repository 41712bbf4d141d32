import { expect, test } from 'vitest'
import { gatherTexts, type LanguageName, type PlainKey } from './resources.ts'
import { translate } from './translate.ts'

const texts = gatherTexts()
const sources = import.meta.glob<string>(['../**/*.{svelte,ts}', '!../**/*.test.ts'], {
  eager: true,
  query: '?raw',
  import: 'default',
})
/** What is written the same in both languages: names, formats, signs. */
const same = new Set([
  'CSV',
  'Glance',
  'Viridis',
  'Magma',
  'English',
  'Русский',
  'WebGPU',
  'WebAssembly',
  'DeiT',
  'Hugging Face',
  'Top-1',
  'GPU',
])

const categories = (language: LanguageName): string[] =>
  new Intl.PluralRules(language).resolvedOptions().pluralCategories
const plural = /_(zero|one|two|few|many|other)$/
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{\{[^}]*\}\}/g)].map(([found]) => found.replaceAll(' ', '')).sort()
/** What is left of a text without what is put into it. */
const words = (text: string): string => text.replaceAll(/\{\{[^}]*\}\}/g, '').replaceAll(/[^\p{L}]/gu, '')

for (const namespace of Object.keys(texts.en)) {
  test(`${namespace}: English and Russian say the same things`, () => {
    const [en, ru] = [texts.en[namespace]!, texts.ru[namespace] ?? {}]
    const stems = (content: Readonly<Record<string, string>>): string[] =>
      [...new Set(Object.keys(content).map((key) => key.replace(plural, '')))].sort()
    expect(stems(ru)).toEqual(stems(en))
    for (const [language, content] of [
      ['en', en],
      ['ru', ru],
    ] as const) {
      for (const [key, text] of Object.entries(content)) {
        expect(text.trim(), `${language} ${namespace}:${key}`).not.toBe('')
        const stem = key.replace(plural, '')
        if (stem === key) continue
        const forms = Object.keys(content)
          .filter((other) => other !== stem && other.replace(plural, '') === stem)
          .map((other) => other.slice(stem.length + 1))
        expect(forms.sort(), `${language} ${namespace}:${stem}`).toEqual(categories(language).sort())
      }
    }
    for (const [key, text] of Object.entries(ru)) {
      const english = en[key] ?? en[`${key.replace(plural, '')}_other`] ?? en[key.replace(plural, '')] ?? ''
      expect(placeholders(text), `${namespace}:${key}`).toEqual(placeholders(english))
      if (words(text) !== '')
        expect(text === english && !same.has(text), `${namespace}:${key} is not translated`).toBe(false)
    }
  })
}

test('every text that the page names is there', () => {
  const missing: string[] = []
  expect(Object.keys(sources).length).toBeGreaterThan(50)
  for (const [file, source] of Object.entries(sources)) {
    for (const [, key] of source.matchAll(/\bt\(\s*['"`]([a-z]+:[\w. -]+)['"`]/g)) {
      const [namespace, name] = key!.split(':') as [string, string]
      const known = texts.en[namespace]
      if (known === undefined || !(name in known || `${name}_other` in known)) missing.push(`${file}: ${key!}`)
    }
  }
  expect(missing).toEqual([])
})

test('every text is found by its key', () => {
  for (const language of ['en', 'ru'] as const) {
    for (const [namespace, content] of Object.entries(texts[language])) {
      for (const [key, text] of Object.entries(content)) {
        if (!text.includes('{{') && !plural.test(key))
          expect(translate(language, `${namespace}:${key}` as PlainKey)).toBe(text)
      }
    }
  }
})

test('plurals and numbers follow the language', () => {
  const count = (language: 'en' | 'ru', ...counts: number[]): string[] =>
    counts.map((count) => translate(language, 'common:photos', { count }).replaceAll('\u00a0', ' '))
  expect(count('en', 1, 2, 1234)).toEqual(['1 photo', '2 photos', '1,234 photos'])
  expect(count('ru', 1, 2, 5, 21, 1234)).toEqual([
    '1 фотография',
    '2 фотографии',
    '5 фотографий',
    '21 фотография',
    '1 234 фотографии',
  ])
})
