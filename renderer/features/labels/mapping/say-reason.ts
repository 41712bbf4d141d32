import type { SuggestionReason } from '../../../../electron/api/page.ts'
import { t } from '../../../i18n/i18n.svelte.ts'

/** Why a class of the project is suggested: "a kind of snake". */
export function sayReason({ because, via, images }: SuggestionReason, className: string): string {
  if (because === 'labels') return t('classes:becauseLabels', { count: images, className })
  if (because === 'name') return t('classes:becauseName')
  return t(because === 'word' ? 'classes:becauseWord' : 'classes:becauseParent', { via: via ?? className })
}
