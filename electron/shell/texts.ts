import { createInstance } from 'i18next'
import type { Language } from '../api/desktop.ts'
import en from './i18n/en.json' with { type: 'json' }
import ru from './i18n/ru.json' with { type: 'json' }

const i18n = createInstance()
void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { shell: en }, ru: { shell: ru } },
  defaultNS: 'shell',
  initAsync: false, // the texts are here already, and the first menu needs them
  keySeparator: false,
  interpolation: { escapeValue: false }, // no HTML: menus and the system's dialogs
})

export type ShellKey = keyof typeof en

/** What menu, dialogs and messages of the shell are written in from now on. */
export function speak(language: Language): void {
  void i18n.changeLanguage(language)
}

/** A text of the shell. */
export const t = (key: ShellKey, values: Readonly<Record<string, string>> = {}): string => i18n.t(key, values)

/** The language of a person whose system is set to this locale, who said nothing else. */
export const chooseLanguage = (locale: string): Language => (locale === 'ru' || locale.startsWith('ru-') ? 'ru' : 'en')
