import { type ErrorDetails, fillIn, joinSentences } from '../../models/errors.ts'
import { serviceErrors } from './service-errors/index.ts'
import { language, t } from './i18n.svelte.ts'
import { hasText } from './translate.ts'

/** What went wrong, for a person, in their language where its text is translated. */
export function explain(error: unknown): string {
  const { message, code, details } = error as Error & { code?: unknown; details?: ErrorDetails }
  const translated = details === undefined ? null : translateDetails(details)
  if (translated !== null) return translated
  return typeof code === 'string' ? explainCode(code, message) : message
}

/** An error of the service in the page's language; null in English, and where one of its texts is not translated. */
function translateDetails({ message, hint, params }: ErrorDetails): string | null {
  const texts = serviceErrors[language.current]
  const translate = (text: string): string | undefined => (text === '' ? '' : texts?.[text])
  const [what, why] = [translate(message), translate(hint)]
  return what === undefined || why === undefined ? null : joinSentences(fillIn(what, params), fillIn(why, params))
}

/** The same of a problem that was kept, in English: another language puts what kind of thing it is in front. */
export function explainCode(code: string, message: string): string {
  const key = `errors:${code}`
  if (language.current === 'en' || !hasText(key)) return message
  // Every text of `errors` but the frame of all is a headline without values.
  const headline = t(key as 'errors:internal')
  return headline === message ? message : t('errors:detailed', { headline, message })
}
