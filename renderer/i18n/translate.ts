import { createInstance } from 'i18next'
import { gatherTexts, type LanguageName, type PluralKey, type TextKey } from './resources.ts'

export type Values = Readonly<Record<string, string | number>>

/** A plural wants the number that its form follows. */
export type ValuesOf<Key extends TextKey> = Key extends PluralKey ? [values: Values & { count: number }] : [values?: Values]

const i18n = createInstance()
void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: gatherTexts(),
  initAsync: false, // the texts are here already, and the first view wants them
  defaultNS: 'common',
  keySeparator: false, // keys are flat; codes and names in them may have dots
  interpolation: { escapeValue: false }, // Svelte escapes
})

/** A text in a language. Reads no state: see `t` for what follows the person's choice. */
export function translate<Key extends TextKey>(language: LanguageName, key: Key, ...[values]: ValuesOf<Key>): string {
  return i18n.t(key, { ...values, lng: language })
}

/** Whether there is a text of this name, for names that come from the service. */
export const hasText = (key: string): key is TextKey => i18n.exists(key)
