import { type LanguageName, languages, type TextKey } from './resources.ts'
import { translate, type ValuesOf } from './translate.ts'

/** The language of the page: as the person chose, else the browser's, else English. */
class Language {
  current = $state<LanguageName>(chooseFirst())

  constructor() {
    markPage(this.current)
  }

  /** Everything that is shown changes at once, and stays so at the next start. */
  set(language: LanguageName): void {
    this.current = language
    localStorage.setItem('language', language)
    markPage(language)
  }
}

export const language = new Language()

/** The text of a key, in the language of the page; what calls it while it is drawn is drawn again when that changes. */
export function t<Key extends TextKey>(key: Key, ...values: ValuesOf<Key>): string {
  return translate(language.current, key, ...values)
}

function chooseFirst(): LanguageName {
  // Unit tests have neither.
  const kept = typeof document === 'undefined' ? null : localStorage.getItem('language')
  const wanted = kept ?? (typeof document === 'undefined' ? 'en' : navigator.language)
  return languages.find((one) => wanted === one || wanted.startsWith(`${one}-`)) ?? 'en'
}

function markPage(name: LanguageName): void {
  if (typeof document !== 'undefined') document.documentElement.lang = name
}
