import type { LanguageName } from '../i18n/resources.ts'

/** What each language is called in itself, for those who read no other. */
export const languageNames: Readonly<Record<LanguageName, string>> = { en: 'English', ru: 'Русский' }
