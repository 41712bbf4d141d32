import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '../../renderer/i18n')

export type Language = 'en' | 'ru'

/** The page's texts in a language, by `namespace:key`. */
export function readTexts(language: Language): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of readdirSync(join(folder, language))) {
    const content = JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Record<string, string>
    for (const [key, text] of Object.entries(content)) found.set(`${file.replace(/\.json$/, '')}:${key}`, text)
  }
  return found
}

const texts = { en: readTexts('en'), ru: readTexts('ru') }

/** One text without values in it. */
export function say(language: Language, key: string): string {
  const text = texts[language].get(key)
  if (text === undefined) throw new Error(`no text ${key} in ${language}`)
  return text
}
