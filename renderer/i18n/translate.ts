import { createInstance } from 'i18next'
import { isolate } from './isolate.ts'
import { gatherTexts, type LanguageName, type PluralKey, type TextKey } from './resources.ts'

export type Values = Readonly<Record<string, string | number>>

/** A plural needs the number that its form follows. */
export type ValuesOf<Key extends TextKey> = Key extends PluralKey
  ? [values: Values & { count: number }]
  : [values?: Values]

const i18n = createInstance()
void i18n.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: gatherTexts(),
  initAsync: false, // the texts are here already, and the first view needs them
  defaultNS: 'common',
  // Keys are flat, and are split here: i18next takes those with spaces, as names of statuses have, for whole sentences.
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false }, // Svelte escapes
})

/** A text in a language. Reads no state: see `t` for what follows the person's choice. */
export function translate<Key extends TextKey>(language: LanguageName, key: Key, ...[values]: ValuesOf<Key>): string {
  const [ns, name] = split(key)
  const isolated = Object.entries(values ?? {}).map(
    ([part, value]) => [part, typeof value === 'string' ? isolate(value) : value] as const,
  )
  return i18n.t(name, { ...Object.fromEntries(isolated), ns, lng: language })
}

/** Whether there is a text of this name, for names that come from the service. */
export function hasText(key: string): key is TextKey {
  const [ns, name] = split(key)
  return i18n.exists(name, { ns })
}

function split(key: string): [namespace: string, name: string] {
  const colon = key.indexOf(':')
  return [key.slice(0, colon), key.slice(colon + 1)]
}
