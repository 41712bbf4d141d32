import { language, t } from './i18n.svelte.ts'
import { hasText } from './translate.ts'

/** What went wrong, for a person. The service says it in English: another language puts what kind of thing it is in front. */
export function explain(error: unknown): string {
  const { message, code } = error as Error & { code?: unknown }
  return typeof code === 'string' ? explainCode(code, message) : message
}

/** The same of a problem that was kept. */
export function explainCode(code: string, message: string): string {
  const key = `errors:${code}`
  if (language.current === 'en' || !hasText(key)) return message
  // Every text of `errors` but the frame of all is a headline, and wants no values.
  const headline = t(key as 'errors:internal')
  return headline === message ? message : t('errors:detailed', { headline, message })
}
