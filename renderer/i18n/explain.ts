import { type ErrorDetails, type ErrorParams, sayDetails } from '../../models/errors.ts'
import { isolate } from './isolate.ts'
import { serviceErrors } from './service-errors/index.ts'
import { language, t } from './i18n.svelte.ts'
import { hasText } from './translate.ts'

/** An error, a problem or a note: its English text, and its parts unless an older Glance kept it. */
interface Explained {
  message: string
  code?: unknown
  details?: ErrorDetails | null
}

/** What went wrong or is worth knowing, for a person, in their language where its text is translated. */
export function explain(error: unknown): string {
  const { message, code, details = null } = error as Explained
  const translated = details === null ? null : translateDetails(details)
  if (translated !== null) return translated
  return typeof code === 'string' ? explainCode(code, message) : message
}

/** What the service says that is no error. */
export const say = (details: ErrorDetails): string => translateDetails(details) ?? sayDetails(details)

/** An error of the service in the page's language; null where one of its texts is not translated. */
function translateDetails(details: ErrorDetails): string | null {
  const texts = serviceErrors[language.current]
  // Texts come from project files, too: "constructor" must not find anything.
  const find = (text: string): string | undefined =>
    text === '' || texts === undefined ? text : Object.hasOwn(texts, text) ? texts[text] : undefined
  if (find(details.message) === undefined || find(details.hint) === undefined) return null
  return sayDetails(isolateValues(details), (text) => find(text) ?? text)
}

/** With names set apart, so that one written right to left does not turn the sentence. */
const isolateValues = (details: ErrorDetails): ErrorDetails => ({
  ...details,
  params: Object.fromEntries(Object.entries(details.params).map(([name, value]) => [name, isolateValue(value)])),
})

function isolateValue(value: ErrorParams[string]): ErrorParams[string] {
  if (typeof value === 'string') return isolate(value)
  if (typeof value === 'number') return value
  return 'params' in value ? isolateValues(value) : value.map(isolateValues)
}

/** What is known in English only: another language puts what kind of thing it is in front. */
function explainCode(code: string, message: string): string {
  const key = `errors:${code}`
  if (language.current === 'en' || !hasText(key)) return message
  // Every text of `errors` but the frame of all is a headline without values.
  const headline = t(key as 'errors:internal')
  return headline === message ? message : t('errors:detailed', { headline, message })
}
