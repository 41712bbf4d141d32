import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'

const folder = join(import.meta.dirname, '../../renderer')

export type Language = 'en' | 'ru'

/** The page's texts in a language, by `namespace:key`: those that all features share, and each feature's own. */
export function readTexts(language: Language): Map<string, string> {
  const found = new Map<string, string>()
  for (const file of globSync([`i18n/${language}/*.json`, `features/**/texts/${language}.json`], { cwd: folder })) {
    const [last, parent, grandparent] = file.replace('.json', '').split(sep).reverse()
    const namespace = parent === 'texts' ? grandparent! : last!
    const content = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, string>
    for (const [key, text] of Object.entries(content)) found.set(`${namespace}:${key}`, text)
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
